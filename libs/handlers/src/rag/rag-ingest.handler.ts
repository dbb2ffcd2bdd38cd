import type { CollectionDocuments, IngestCounts } from '../collection-door';
import type { Handler } from '../contract';

/** Brings documents into a collection of the tenant. Repeating the task finds them unchanged. */
export const ragIngestHandler: Handler<CollectionDocuments, IngestCounts> = {
  ref: 'rag_ingest',
  description: 'Brings documents into a collection by id and counts what is new, changed and unchanged.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['collection', 'documents'],
    properties: {
      collection: { type: 'string', minLength: 1, maxLength: 128, description: 'Name of the collection.' },
      documents: {
        type: 'array',
        minItems: 1,
        maxItems: 500,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['id', 'content'],
          properties: {
            id: { type: 'string', minLength: 1, maxLength: 256, description: 'What the document is called.' },
            title: {
              type: 'string',
              maxLength: 512,
              description: 'The one that it gives itself unless told.',
            },
            uri: { type: 'string', minLength: 1, maxLength: 2048, description: 'Where it is from.' },
            metadata: { type: 'object', description: 'What can be filtered by.' },
            media_type: {
              enum: ['text/plain', 'text/markdown', 'text/html', 'application/pdf'],
              description: 'What the content is; text/plain unless told.',
            },
            encoding: {
              enum: ['utf8', 'base64'],
              description: 'How the content is written; utf8 unless told.',
            },
            content: { type: 'string', minLength: 1, description: 'The content.' },
          },
        },
      },
    },
  },
  output: {
    type: 'object',
    required: ['new', 'changed', 'unchanged'],
    properties: {
      new: { type: 'integer', description: 'Ids that were not there.' },
      changed: { type: 'integer', description: 'Ids whose content is another now.' },
      unchanged: { type: 'integer', description: 'Ids whose content was the same.' },
    },
  },
  enabledByDefault: true,
  billing: (input, ctx) => ctx.collections.ingestCost(input),
  execute: (input, ctx) => ctx.collections.ingest(input),
};
