import { MaestroError, type FieldProblem } from '@maestro/problems';
import type { ErrorObject } from 'ajv';
import { BoundedCache } from '../bounded-cache';
import { digest } from '../canonical';
import type { Json } from '../json';
import { limits } from '../limits';
import { problemOf } from './problems';
import { restrictSchema, type SchemaFault } from './restrict';
import { compileValidator, metaSchemaErrors } from './validator';

/** Compares a value with a schema; every fault it finds, at most a hundred, none where the value conforms. */
export type SchemaCheck = (value: Json) => FieldProblem[];

/** A compiled schema: says quickly whether a value conforms, and at length why it does not. */
export interface CompiledSchema {
  conforms(value: Json): boolean;
  errors(value: Json): ErrorObject[];
}

/** Larger values get their first fault only: collecting all could take far longer than finding one. */
const MAX_EXPLAINED = 20_000;

const compiled = new BoundedCache<CompiledSchema>(200);

/**
 * Compiles a JSON Schema (2020-12, the part listed in keywords.ts). Patterns never back-track. Compiled schemas
 * are kept by content, the 200 used last. Throws `unsafe-schema` with all faults where the schema is refused.
 */
export function compileSchema(schema: Json): SchemaCheck {
  const { conforms, errors } = compiledSchema(schema);
  return (value) => (conforms(value) ? [] : unique(errors(value)).slice(0, limits.diagnostics));
}

export function compiledSchema(schema: Json): CompiledSchema {
  const key = digest(schema);
  const known = compiled.get(key);
  if (known) return known;
  const faults = schemaFaults(schema);
  if (faults.length > 0)
    throw new MaestroError('unsafe-schema', `the schema is not acceptable: ${faults[0]?.message ?? ''}`, {
      errors: faults.map(({ pointer, message }) => ({ pointer, code: 'unsafe-schema' as const, message })),
    });
  const first = compileValidator(schema, false);
  let all: ReturnType<typeof compileValidator> | null = null;
  const result: CompiledSchema = {
    conforms: (value) => first(value).length === 0,
    errors: (value) => (isSmall(value) ? (all ??= compileValidator(schema, true)) : first)(value),
  };
  compiled.set(key, result, 1);
  return result;
}

/** Everything that speaks against a schema; empty where it can be compiled. */
export function schemaFaults(schema: Json): SchemaFault[] {
  const faults = restrictSchema(schema);
  if (faults.length > 0) return faults;
  return metaSchemaErrors(schema).map((error) => ({
    pointer: error.instancePath,
    message: `this is not JSON Schema: ${error.message ?? error.keyword}`,
  }));
}

function unique(errors: ErrorObject[]): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const error of errors) {
    const problem = problemOf(error);
    problems.set(`${problem.pointer} ${problem.message}`, problem);
  }
  return [...problems.values()];
}

function isSmall(value: Json): boolean {
  let count = 0;
  const open: Json[] = [value];
  while (open.length > 0 && count <= MAX_EXPLAINED) {
    const next = open.pop() ?? null;
    count += 1;
    if (Array.isArray(next) && next.length <= MAX_EXPLAINED) for (const item of next) open.push(item);
    else if (Array.isArray(next)) return false;
    else if (next !== null && typeof next === 'object')
      for (const item of Object.values(next)) open.push(item);
  }
  return count <= MAX_EXPLAINED;
}
