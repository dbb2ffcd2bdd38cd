import type { Json, JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';

/** What the checker of schemas takes; a document may say more, for people and for generators. */
const kept: ReadonlySet<string> = new Set([
  'type', 'enum', 'const', 'required', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum',
  'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'minProperties',
  'maxProperties', 'title', 'description', 'default',
]); // prettier-ignore
const formats: ReadonlySet<unknown> = new Set([
  'date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid',
]); // prettier-ignore

/** Steps of a reference into a reference: deeper is a document that refers to itself. */
const DEEPEST = 24;

/**
 * A schema of an OpenAPI document as JSON Schema of its own: references put in place, what is not JSON Schema left out, and what
 * 3.0 says otherwise (`nullable`, `exclusiveMinimum: true`) said as 2020-12 says it.
 *
 * @throws MaestroError `validation-failed` for a reference that leads nowhere, outside, or into itself
 */
export function readSchema(document: JsonObject, schema: Json, depth = 0): JsonObject {
  const plain = deref(document, schema, depth);
  const inner = (part: Json | undefined) => readSchema(document, part ?? {}, depth + 1);
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(plain)) {
    if (keyword === 'properties' && isObject(value))
      result[keyword] = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inner(part)]));
    else if (keyword === 'items') result[keyword] = inner(value);
    else if (keyword === 'additionalProperties')
      result[keyword] = typeof value === 'boolean' ? value : inner(value);
    else if (['allOf', 'anyOf', 'oneOf'].includes(keyword) && Array.isArray(value))
      result[keyword] = value.map(inner);
    else if (keyword === 'format' && !formats.has(value)) continue;
    else if (kept.has(keyword)) result[keyword] = value;
  }
  return asOf2020(result, plain);
}

function asOf2020(result: JsonObject, { nullable }: JsonObject): JsonObject {
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof result[flag] !== 'boolean') continue;
    if (result[flag] && result[bound] !== undefined) {
      result[flag] = result[bound];
      delete result[bound];
    } else delete result[flag];
  }
  if (nullable === true && typeof result['type'] === 'string') result['type'] = [result['type'], 'null'];
  if (nullable === true && Array.isArray(result['enum'])) result['enum'] = [...result['enum'], null];
  return result;
}

/** Follows references within the document. */
export function deref(document: JsonObject, value: Json, depth = 0): JsonObject {
  if (depth > DEEPEST) throw fault('A schema of the document contains itself.');
  if (!isObject(value)) return {};
  const { $ref } = value;
  if ($ref === undefined) return value;
  if (typeof $ref !== 'string' || !$ref.startsWith('#/'))
    throw fault(`The reference ${JSON.stringify($ref).slice(0, 64)} leads out of the document.`);
  let here: Json | undefined = document;
  for (const step of $ref.slice(2).split('/')) {
    const key = decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~');
    here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  if (here === undefined) throw fault(`The reference ${$ref.slice(0, 64)} leads nowhere.`);
  return deref(document, here, depth + 1);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(message: string): MaestroError {
  return new MaestroError('validation-failed', message);
}
