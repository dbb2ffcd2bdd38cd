import { digest, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import type { DatasetRecord } from '../contract';
import { escapePointer } from '../json-safety';

const maxErrors = 20;
const maxKeyLength = 512;

/**
 * Brings records into the one shape a dataset takes. With `keyField` the whole record is the data; without, it
 * is `{key, data, ingest_id?}`. An `ingest_id` that is not given is the digest of the data: the same content has
 * the same one, on whatever day it comes.
 *
 * Throws `validation-failed` with pointers to the first 20 records that have no usable key or another shape.
 */
export function readRecords(records: readonly JsonObject[], keyField: string | undefined): DatasetRecord[] {
  const errors: FieldProblem[] = [];
  const read = records.flatMap((record, index) => {
    const result = keyField === undefined ? readEnvelope(record) : readPlain(record, keyField);
    if (!('fault' in result)) return [result];
    errors.push({
      pointer: `/records/${index}${result.pointer}`,
      code: 'validation-failed',
      message: result.fault,
    });
    return [];
  });
  if (errors.length > 0) throw refused(errors);
  return read;
}

/** Drops exact repetitions. Throws `validation-failed` where one key comes with two contents: which one counts? */
export function uniqueByKey(records: readonly DatasetRecord[]): DatasetRecord[] {
  const byKey = new Map<string, DatasetRecord>();
  const errors: FieldProblem[] = [];
  records.forEach((record, index) => {
    const known = byKey.get(record.key);
    if (known === undefined) byKey.set(record.key, record);
    else if (known.ingestId !== record.ingestId)
      errors.push({
        pointer: `/records/${index}`,
        code: 'duplicate-key',
        message: 'The key was given before, with other content.',
      });
  });
  if (errors.length > 0) throw refused(errors);
  return [...byKey.values()];
}

type Outcome = DatasetRecord | { fault: string; pointer: string };

function readPlain(record: JsonObject, keyField: string): Outcome {
  const key = keyOf(Object.hasOwn(record, keyField) ? record[keyField] : undefined);
  if (key === null) return { fault: keyFault, pointer: `/${escapePointer(keyField)}` };
  return { key, ingestId: digest(record), data: record };
}

function readEnvelope(record: JsonObject): Outcome {
  const { key: given, data, ingest_id: ingestId, ...rest } = record;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined)
    return { fault: 'Without `key` a record is {key, data}.', pointer: `/${escapePointer(unknown)}` };
  const key = keyOf(given);
  if (key === null) return { fault: keyFault, pointer: '/key' };
  if (!isObject(data)) return { fault: 'Expected an object.', pointer: '/data' };
  if (ingestId === undefined) return { key, ingestId: digest(data), data };
  return typeof ingestId === 'string' && ingestId !== '' && ingestId.length <= maxKeyLength
    ? { key, ingestId, data }
    : { fault: 'Expected a text that stands for the content.', pointer: '/ingest_id' };
}

const keyFault = `Expected a text of 1 to ${maxKeyLength} characters, or an integer.`;

function keyOf(value: Json | undefined): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' && value.length <= maxKeyLength ? value : null;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(errors: FieldProblem[]): MaestroError {
  const detail =
    errors.length === 1 ? 'One record is not acceptable.' : `${errors.length} records are not acceptable.`;
  return new MaestroError('validation-failed', detail, { errors: errors.slice(0, maxErrors) });
}
