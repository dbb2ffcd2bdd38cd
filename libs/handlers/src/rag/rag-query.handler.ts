import type { CollectionAnswer, CollectionQuestion } from '../collection-door';
import type { Handler } from '../contract';

const place = {
  document: { type: 'string', description: 'Id of the document.' },
  version: { type: 'integer', description: 'Version of the document.' },
  title: { type: 'string', description: 'Title of the document.' },
  uri: { type: ['string', 'null'], description: 'Where the document is from.' },
  start: {
    type: 'integer',
    description: 'Where it begins in the text of the document, in UTF-16 code units.',
  },
  end: { type: 'integer', description: 'Where it ends.' },
};

/** Finds passages of a collection of the tenant, with citations. */
export const ragQueryHandler: Handler<CollectionQuestion, CollectionAnswer> = {
  ref: 'rag_query',
  description: 'Finds the passages of a collection that answer a question, and says where they are from.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['collection', 'query'],
    properties: {
      collection: { type: 'string', minLength: 1, maxLength: 128, description: 'Name of the collection.' },
      query: {
        type: 'string',
        minLength: 1,
        maxLength: 2000,
        description:
          'The question. Any of its words may be found; a phrase in quotes has to be, and a word behind a minus must not.',
      },
      k: { type: 'integer', minimum: 1, maximum: 100, description: 'Passages at most; 8 unless told.' },
      mode: {
        enum: ['text', 'vector', 'hybrid'],
        description: 'By words, by vectors, or both; both unless told, where the collection has vectors.',
      },
      filter: {
        type: 'object',
        description:
          'What the metadata has to meet: a value, {in}, {gt, gte, lt, lte} or {exists: true} for each name.',
      },
      min_score: { type: 'number', description: 'Leaves out passages that score less.' },
    },
  },
  output: {
    type: 'object',
    required: ['mode', 'chunks', 'citations', 'context'],
    properties: {
      mode: { enum: ['text', 'vector', 'hybrid'], description: 'How was searched.' },
      chunks: {
        type: 'array',
        description: 'Passages, the best first.',
        items: {
          type: 'object',
          required: ['text', 'score', ...Object.keys(place), 'metadata'],
          properties: {
            text: { type: 'string', description: 'The passage.' },
            score: {
              type: 'number',
              description: 'How well it answers; what that means depends on the mode.',
            },
            ...place,
            metadata: { type: 'object', description: 'The metadata of the document.' },
          },
        },
      },
      citations: {
        type: 'array',
        description: 'Where each passage is from, in the same order.',
        items: {
          type: 'object',
          required: ['marker', ...Object.keys(place)],
          properties: {
            marker: { type: 'string', description: 'How `context` refers to it: [1].' },
            ...place,
          },
        },
      },
      context: { type: 'string', description: 'The passages behind their markers, for a prompt.' },
    },
  },
  enabledByDefault: true,
  billing: (input, ctx) => ctx.collections.queryCost(input),
  execute: (input, ctx) => ctx.collections.query(input),
};
