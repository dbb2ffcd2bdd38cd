import type { ErrorObject } from 'ajv';
import type { MstCode } from '../diagnostics/codes';
import type { Report } from '../diagnostics/report';
import { entriesOf, pointerOf as pathPointer, valueOf, type Cursor } from '../document/tree';
import { hasExpression, piecesOf } from '../expression/template';
import type { JsonObject } from '../json';
import { compiledSchema } from '../schema/compile-schema';
import { pointerOf, problemOf } from '../schema/problems';
import { nearest } from '../diagnostics/suggest';
import { at } from './pointer';

/** Handlers that templates may name, by `ref`. */
export type HandlerCatalog = ReadonlyMap<string, HandlerEntry>;

export interface HandlerEntry {
  input: JsonObject;
  /** JSON pointers of the parts of its input that may hold secrets: it keeps and shows none of them. None unless given. */
  secrets?: readonly string[];
  /** JSON pointers of the parts of its input that are JSON Schemas; `*` stands for every member of a list. */
  schemas?: readonly string[];
  /** JSON pointers of the parts of its input that name tools, in the same way. */
  tools?: readonly string[];
}

/** What a part of `with` is before the run: `any` value, or some `string` around an expression. */
type Wildcards = Map<string, 'any' | 'string'>;

const mstOf: Readonly<Record<string, MstCode>> = {
  'unknown-field': 'MST1402',
  'missing-field': 'MST1403',
  'wrong-type': 'MST1404',
};

/** Keywords whose verdict does not depend on what an expression inside will be. */
const structural = new Set([
  'required', 'dependentRequired', 'additionalProperties', 'propertyNames', 'type', 'minItems', 'maxItems',
  'minProperties', 'maxProperties',
]); // prettier-ignore

/** Compares `with` with the input schema of its handler, as far as it is constant. */
export function checkHandlerInput(given: Cursor, schema: JsonObject, report: Report): void {
  const value = valueOf(given.tree);
  const compiled = compiledSchema(schema);
  if (compiled.conforms(value)) return;
  const wildcards = wildcardsIn(given);
  for (const error of compiled.errors(value)) {
    if (dependsOn(wildcards, error) || isBranch(error)) continue;
    const { code, message } = problemOf(error);
    const surplus = error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : null;
    const place = at(given, surplus === null ? error.instancePath : pointerOf(error));
    const suggestion = surplus === null ? undefined : nearest(surplus, declaredFields(schema, error));
    report.add({
      mst: mstOf[code] ?? 'MST1405',
      message,
      range: (code === 'wrong-type' || code === 'out-of-range' ? null : place.keyRange) ?? place.tree.range,
      path: place.path,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}

function wildcardsIn(given: Cursor): Wildcards {
  const wildcards: Wildcards = new Map();
  const base = pathPointer(given.path).length;
  const open = [given];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree, path } = next;
    if (tree.type !== 'scalar') for (const entry of entriesOf(next)) open.push(entry);
    else if (typeof tree.value === 'string' && hasExpression(tree.value)) {
      const parts = piecesOf(tree.value);
      const whole = parts.ok && parts.pieces.length === 1;
      wildcards.set(pathPointer(path).slice(base), whole ? 'any' : 'string');
    }
  }
  return wildcards;
}

/** Whether an error could vanish when the expressions have values. */
function dependsOn(wildcards: Wildcards, { instancePath, keyword, schemaPath }: ErrorObject): boolean {
  const own = wildcards.get(instancePath);
  if (own === 'string') return keyword !== 'type';
  if (own === 'any') return true;
  if (structural.has(keyword) && !/\/(?:then|else)\//.test(schemaPath)) return false;
  return [...wildcards.keys()].some((pointer) => pointer.startsWith(`${instancePath}/`));
}

/** Errors of the branches of a choice say little; that no branch fits is an error of its own. */
function isBranch({ schemaPath, keyword }: ErrorObject): boolean {
  return keyword === 'if' || /\/(?:anyOf|oneOf|not)\//.test(schemaPath);
}

function declaredFields(schema: JsonObject, { schemaPath }: ErrorObject): string[] {
  const steps = schemaPath.split('/').slice(1, -1);
  let here: unknown = schema;
  for (const step of steps) here = (here as Record<string, unknown> | undefined)?.[decodeURIComponent(step)];
  const properties = (here as { properties?: object } | undefined)?.properties;
  return properties ? Object.keys(properties) : [];
}
