import {
  declaredInputs,
  expressionProblems,
  templateProblems,
  type ExpressionProblem,
  type Json,
  type Plan,
} from '@maestro/dsl';
import type { TriggerFields } from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { triggerFields } from '../events/cloud-event';

/** What expressions of triggers may name. */
const NAME = { root: 'trigger', fields: triggerFields };
const MAX_FAULTS = 100;

/**
 * Refuses a trigger whose expressions do not parse, name what is not there, or make inputs that its template does not take.
 *
 * @param begun what it begins, and the inputs that are given besides its own
 * @throws MaestroError with a pointer for each fault, and the place in the text
 */
export function checkTrigger(
  {
    match,
    inputs,
    labels,
    idempotencyKey,
  }: Pick<TriggerFields, 'match' | 'inputs' | 'labels' | 'idempotencyKey'>,
  begun: { plan: Plan; given: Readonly<Record<string, Json>> } | null,
  prefix = '',
): void {
  const faults = [
    ...(match === null ? [] : located(`${prefix}/match`, expressionProblems(match, NAME))),
    ...faultsIn(`${prefix}/inputs`, inputs),
    ...faultsIn(`${prefix}/labels`, { ...labels }),
    ...(idempotencyKey === null ? [] : faultsIn(`${prefix}/idempotency_key`, idempotencyKey)),
    ...(begun === null
      ? []
      : namesOf(`${prefix}/inputs`, Object.keys({ ...begun.given, ...inputs }), begun.plan)),
  ];
  const [first] = faults;
  if (!first) return;
  const code = faults.every((fault) => fault.code === first.code) ? first.code : 'validation-failed';
  throw new MaestroError(code, `${first.pointer}: ${first.message}`, { errors: faults.slice(0, MAX_FAULTS) });
}

/** Every string of a value, however deep. */
function faultsIn(pointer: string, value: Json): FieldProblem[] {
  if (typeof value === 'string') return located(pointer, templateProblems(value, NAME));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => faultsIn(`${pointer}/${escape(key)}`, member));
}

function located(pointer: string, problems: readonly ExpressionProblem[]): FieldProblem[] {
  return problems.map(({ code, message, at, suggestion }) => ({
    ...{ pointer, code, message: `${message} (at character ${at + 1})` },
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
}

/** Inputs that the template does not know, and those without which none of its runs can begin. */
function namesOf(pointer: string, given: readonly string[], { inputs }: Plan): FieldProblem[] {
  const code = 'input-invalid';
  if (inputs === null)
    return given.map((name) => ({
      ...{ pointer: `${pointer}/${escape(name)}`, code, message: 'The template takes no inputs.' },
    }));
  const known = declaredInputs(inputs);
  const unknown = given.filter((name) => known && !known.has(name));
  const required = Array.isArray(inputs.required) ? (inputs.required as Json[]).map(String) : [];
  const missing = required.filter((name) => !given.includes(name));
  const names = known ? [...known].slice(0, 20).join(', ') : '';
  return [
    ...unknown.map((name) => ({
      ...{ pointer: `${pointer}/${escape(name)}`, code },
      message: `The template has no such input. It has: ${names}.`,
    })),
    ...missing.map((name) => ({
      ...{ pointer, code, message: `The template needs the input "${name}".` },
    })),
  ] as FieldProblem[];
}

function escape(name: string): string {
  return name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
}
