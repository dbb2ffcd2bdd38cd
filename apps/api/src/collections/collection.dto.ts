import { ApiSchema } from '@nestjs/swagger';
import { etagOf } from '@maestro/nest-kit';
import type { CollectionRow, DocumentRow, Metadata, Passage, SearchMode } from '@maestro/retrieval';
import { cite, languages, mediaTypes, searchModes } from '@maestro/retrieval';
import { ListOf } from '../http/page';
import {
  ShowsInteger,
  ShowsMany,
  ShowsNumber,
  ShowsObject,
  ShowsText,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

/** What moves without anybody changing the collection. */
export const moving = ['documents', 'chunks', 'dimensions', 'etag'];

@ApiSchema({ name: 'Collection' })
export class CollectionDto {
  @ShowsText('What it is called.', { example: 'handbook' }) name!: string;
  @ShowsText('What it holds.') description!: string;
  @ShowsWord(languages, 'The language whose stems of words count.') language!: string;
  @ShowsInteger('Characters of a passage at most.') chunk_size!: number;
  @ShowsInteger('Characters that a passage shares with the one before at most.') chunk_overlap!: number;
  @ShowsText('What makes vectors of its passages, as provider/model.', { nullable: true }) embedding!:
    string | null;
  @ShowsInteger('How long its vectors are, where a provider makes them; null before the first.', {
    nullable: true,
  })
  dimensions!: number | null;
  @ShowsInteger('How many documents it has.') documents!: number;
  @ShowsInteger('How many passages.') chunks!: number;
  @ShowsText('Who made it.') created_by!: string;
  @ShowsTime('When it was made.') created_at!: string;
  @ShowsTime('When its settings were last changed.') updated_at!: string;
  @ShowsText('What `If-Match` takes for this state.') etag!: string;
}

export const CollectionList = ListOf(CollectionDto, 'CollectionList');

@ApiSchema({ name: 'Document' })
export class DocumentDto {
  @ShowsText('What it is called.') id!: string;
  @ShowsText('Its title.') title!: string;
  @ShowsText('Where it is from.', { nullable: true }) uri!: string | null;
  @ShowsObject('What can be filtered by.') metadata!: Metadata;
  @ShowsWord(mediaTypes, 'What its content was.') media_type!: string;
  @ShowsText('SHA-256 of all that was given.') digest!: string;
  @ShowsInteger('Counts what was written under this id, and re-indexing.') version!: number;
  @ShowsInteger('Passages that it was cut into.') chunks!: number;
  @ShowsTime('When it came.') created_at!: string;
  @ShowsTime('When its passages were made.') updated_at!: string;
}

export const DocumentList = ListOf(DocumentDto, 'DocumentList');

@ApiSchema({ name: 'WrittenDocument' })
export class WrittenDocumentDto extends DocumentDto {
  @ShowsWord(['new', 'changed', 'unchanged'], 'What it was to the collection.')
  status!: 'new' | 'changed' | 'unchanged';
}

@ApiSchema({ name: 'Reindexed' })
export class ReindexedDto {
  @ShowsInteger('Documents whose passages were made anew.') reindexed!: number;
  @ShowsInteger('Documents that still have passages by other settings: ask again.') remaining!: number;
}

@ApiSchema({ name: 'Passage' })
export class PassageDto {
  @ShowsText('The passage.') text!: string;
  @ShowsNumber('How well it answers; what that means depends on the mode.') score!: number;
  @ShowsText('Id of its document.') document!: string;
  @ShowsInteger('Version of the document.') version!: number;
  @ShowsText('Title of the document.') title!: string;
  @ShowsText('Where the document is from.', { nullable: true }) uri!: string | null;
  @ShowsInteger('Where it begins in the text of the document, in UTF-16 code units.') start!: number;
  @ShowsInteger('Where it ends.') end!: number;
  @ShowsObject('The metadata of the document.') metadata!: Metadata;
}

@ApiSchema({ name: 'Citation' })
export class CitationDto {
  @ShowsText('How a text refers to it.', { example: '[1]' }) marker!: string;
  @ShowsText('Id of the document.') document!: string;
  @ShowsInteger('Version of the document.') version!: number;
  @ShowsText('Title of the document.') title!: string;
  @ShowsText('Where the document is from.', { nullable: true }) uri!: string | null;
  @ShowsInteger('Where the passage begins in the text of the document.') start!: number;
  @ShowsInteger('Where it ends.') end!: number;
}

@ApiSchema({ name: 'QueryAnswer' })
export class QueryAnswerDto {
  @ShowsWord(searchModes, 'How was searched.') mode!: SearchMode;
  @ShowsMany(() => PassageDto, 'Passages, the best first.') chunks!: PassageDto[];
  @ShowsMany(() => CitationDto, 'Where each passage is from, in the same order.') citations!: CitationDto[];
}

export function showCollection(row: CollectionRow): CollectionDto {
  const { name, description, language, documents, chunks, dimensions, embedding } = row;
  const state = {
    ...{ name, description, language, chunk_size: row.chunkSize, chunk_overlap: row.chunkOverlap },
    embedding: embedding && `${embedding.provider}/${embedding.model}`,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
  return { ...state, dimensions, documents, chunks, etag: etagOf(state) };
}

export function showDocument(row: DocumentRow): DocumentDto {
  const { id, title, uri, metadata, digest, version, chunks } = row;
  return {
    ...{ id, title, uri, metadata, media_type: row.mediaType, digest, version, chunks },
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  };
}

export function showAnswer({ mode, passages }: { mode: SearchMode; passages: Passage[] }): QueryAnswerDto {
  const { chunks, citations } = cite(passages);
  return { mode, chunks, citations };
}
