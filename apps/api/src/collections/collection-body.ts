import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { languages, mediaTypes, retrievalLimits, searchModes } from '@maestro/retrieval';
import type { Language, MediaType, SearchMode } from '@maestro/retrieval';
import { IntegerField, NumberField, ObjectField, TextField, WordField } from '../http/fields';

/** The content of a document in base 64, and what stands around it. */
export const DOCUMENT_BODY_LIMIT = Math.ceil((retrievalLimits.sourceBytes * 4) / 3) + 64 * 1024;

class CollectionFieldsBody {
  @TextField({ description: 'What it holds.', min: 0, max: 2_000 })
  description?: string;

  @WordField({
    description: 'The language whose stems of words count; simple unless told.',
    words: languages,
  })
  language?: Language;

  @IntegerField({ description: 'Characters of a passage at most; 1200 unless told.', min: 200, max: 8_000 })
  chunk_size?: number;

  @IntegerField({
    description: 'Characters that a passage shares with the one before, half of it at most; 150 unless told.',
    min: 0,
    max: 4_000,
  })
  chunk_overlap?: number;

  @TextField({
    description:
      'What makes vectors of its passages, as provider/model; empty for none, and none unless told.',
    min: 0,
    max: 256,
    example: 'local/hashed-ngrams',
  })
  embedding?: string;
}

@ApiSchema({ name: 'CollectionBody' })
export class CollectionBody extends CollectionFieldsBody {
  @TextField({ description: 'What it is called.', max: 128, required: true, example: 'handbook' })
  declare name: string;
}

@ApiSchema({ name: 'CollectionChanges' })
export class CollectionChanges extends CollectionFieldsBody {
  @TextField({ description: 'What it is called.', max: 128 })
  name?: string;
}

class DocumentFieldsBody {
  @TextField({ description: 'Its title; the one that it gives itself unless told.', min: 0, max: 512 })
  title?: string;

  @TextField({ description: 'Where it is from, for citations.', max: 2_048 })
  uri?: string;

  @ObjectField({
    description:
      'What can be filtered by: names, each with a text, a number, true, false, or a list of these.',
  })
  metadata?: JsonObject;

  @WordField({ description: 'What the content is; text/plain unless told.', words: mediaTypes })
  media_type?: MediaType;

  @WordField({ description: 'How the content is written; utf8 unless told.', words: ['utf8', 'base64'] })
  encoding?: 'utf8' | 'base64';

  @TextField({ description: 'The content.', max: DOCUMENT_BODY_LIMIT, required: true })
  declare content: string;
}

@ApiSchema({ name: 'DocumentBody' })
export class DocumentBody extends DocumentFieldsBody {
  @TextField({ description: 'What it is called; made of its content unless told.', max: 256 })
  id?: string;
}

@ApiSchema({ name: 'DocumentContentBody' })
export class DocumentContentBody extends DocumentFieldsBody {}

@ApiSchema({ name: 'QueryBody' })
export class QueryBody {
  @TextField({
    description:
      'The question. Any of its words may be found; a phrase in quotes has to be, and a word behind a minus must not.',
    max: retrievalLimits.queryLength,
    required: true,
  })
  declare query: string;

  @IntegerField({ description: 'Passages at most; 8 unless told.', min: 1, max: retrievalLimits.results })
  k?: number;

  @WordField({
    description: 'By words, by vectors, or both; both unless told, where the collection has vectors.',
    words: searchModes,
  })
  mode?: SearchMode;

  @ObjectField({
    description:
      'What the metadata has to meet: a value, {in}, {gt, gte, lt, lte} or {exists: true} for each name.',
    example: { vendor: 'Microsoft', year: { gte: 2021 } },
  })
  filter?: JsonObject;

  @NumberField({ description: 'Leaves out passages that score less.' })
  min_score?: number;
}
