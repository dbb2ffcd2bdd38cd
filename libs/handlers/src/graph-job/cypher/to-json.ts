import type { Json } from '@maestro/dsl';

/** To JSON what two engines have in common: integers beyond what a number holds are text, bytes are base64, dates as ISO 8601. */
export function toJson(value: unknown, structure: (value: object) => Json = plain): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map((each) => toJson(each, structure));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.toISOString();
  return structure(value as object);
}

function plain(value: object): Json {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toJson(each)]));
}
