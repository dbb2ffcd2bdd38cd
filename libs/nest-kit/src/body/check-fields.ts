import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { isProblemCode, MaestroError, type FieldProblem, type ProblemCode } from '@maestro/problems';
import { escapePointer, type Json } from './strict-json';

/** A class whose fields carry class-validator decorators, each with its problem code as `context.code`. */
export type BodyClass<T extends object> = new () => T;

const MAX_FAULTS = 100;

/**
 * Turns a parsed body into an instance of its class, or names every fault at once: unknown fields, missing ones,
 * wrong types, values out of range. A body that is missing counts as `{}`.
 *
 * @throws MaestroError with the faults' code, or `validation-failed` where they have several
 */
export function checkFields<T extends object>(type: BodyClass<T>, body: Json | undefined): T {
  if (body !== undefined && !isObject(body)) {
    throw new MaestroError('wrong-type', 'The body must be a JSON object.');
  }
  const given = body ?? {};
  const known = fieldsOf(type);
  const instance = new type();
  const faults: FieldProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (known.has(name)) Object.assign(instance, { [name]: value });
    else faults.push(unknownField(name, known));
  }
  const invalid = validateSync(instance, { forbidUnknownValues: false });
  faults.push(...invalid.map((error) => faultOf(error, given)));
  if (faults.length > 0) throw problemOf(faults.slice(0, MAX_FAULTS));
  return instance;
}

/**
 * Looked up here and not left to class-validator: its own list of fields is a plain object, in which
 * `constructor` and `toString` are always to be found.
 */
function fieldsOf(type: BodyClass<object>): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  return new Set(metadata.map((field) => field.propertyName));
}

function unknownField(name: string, known: ReadonlySet<string>): FieldProblem {
  const list = [...known].sort().join(', ');
  return {
    pointer: `/${escapePointer(name)}`,
    code: 'unknown-field',
    message: known.size ? `This field is not known; known are ${list}.` : 'This body has no fields.',
  };
}

function faultOf(
  { property, constraints = {}, contexts = {} }: ValidationError,
  given: object,
): FieldProblem {
  const pointer = `/${property}`;
  if (!Object.hasOwn(given, property)) {
    return { pointer, code: 'missing-field', message: 'This field is required.' };
  }
  const broken = Object.entries(constraints).map(([name, message]) => ({
    message,
    code: codeOf(contexts[name]),
  }));
  // A value of another type breaks bounds too; only the type is worth telling.
  const [first] = [...broken.filter(({ code }) => code === 'wrong-type'), ...broken];
  return { pointer, code: first?.code ?? 'validation-failed', message: first?.message ?? 'Not acceptable.' };
}

function codeOf(context: unknown): ProblemCode {
  const code = (context as { code?: string } | undefined)?.code ?? '';
  return isProblemCode(code) ? code : 'validation-failed';
}

/** One problem for several faults: their own code where they share one. */
export function problemOf(faults: readonly FieldProblem[]): MaestroError {
  const [first] = faults as [FieldProblem, ...FieldProblem[]];
  const same = faults.every((fault) => fault.code === first.code);
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new MaestroError(
    same ? first.code : 'validation-failed',
    `${first.pointer}: ${first.message}${more}`,
    {
      errors: [...faults],
    },
  );
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
