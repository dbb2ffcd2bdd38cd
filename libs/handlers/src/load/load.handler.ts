import type { JsonObject } from '@maestro/dsl';
import type { Handler } from '../contract';
import { readRecords, uniqueByKey } from './records';

export interface LoadInput {
  dataset: string;
  /** Field that holds the key; without it each record is `{key, data}`. */
  key?: string;
  records: JsonObject[];
}

/** Writes records into a dataset. Repeating the task, or the whole run, finds them unchanged. */
export const loadHandler: Handler<LoadInput, { new: number; changed: number; unchanged: number }> = {
  ref: 'load',
  description: 'Upserts records into a dataset by key and counts what is new, changed and unchanged.',
  input: {
    type: 'object',
    additionalProperties: false,
    required: ['dataset', 'records'],
    properties: {
      dataset: {
        type: 'string',
        pattern: '^[a-z0-9][a-z0-9._-]{0,127}$',
        description: 'Name of the dataset; it is made when it is new.',
      },
      key: {
        type: 'string',
        minLength: 1,
        maxLength: 128,
        description:
          'Field of each record that is its key. Without it a record is {key, data} or {key, ingest_id, data}.',
      },
      records: {
        type: 'array',
        maxItems: 100_000,
        items: { type: 'object' },
        description: 'A key that comes twice is a fault.',
      },
    },
  },
  output: {
    type: 'object',
    required: ['new', 'changed', 'unchanged'],
    properties: {
      new: { type: 'integer', description: 'Keys that were not there.' },
      changed: { type: 'integer', description: 'Keys whose content is another now.' },
      unchanged: { type: 'integer', description: 'Keys whose content was the same.' },
    },
  },
  enabledByDefault: true,
  async execute({ dataset, key, records }, ctx) {
    const counts = await ctx.datasets.upsert({
      dataset,
      idempotencyKey: ctx.idempotencyKey,
      records: uniqueByKey(readRecords(records, key)),
    });
    return { new: counts.new, changed: counts.changed, unchanged: counts.unchanged };
  },
};
