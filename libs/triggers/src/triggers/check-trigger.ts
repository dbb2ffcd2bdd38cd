import { declaredInputs, type Json, type Plan } from '@maestro/dsl';
import type { TriggerFields } from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { triggerFields } from '../events/cloud-event';
import { escape, faultsOfExpression, faultsOfTemplates } from './expression-faults';

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
    ...(match === null ? [] : faultsOfExpression(`${prefix}/match`, match, NAME)),
    ...faultsOfTemplates(`${prefix}/inputs`, inputs, NAME),
    ...faultsOfTemplates(`${prefix}/labels`, { ...labels }, NAME),
    ...(idempotencyKey === null ? [] : faultsOfTemplates(`${prefix}/idempotency_key`, idempotencyKey, NAME)),
    ...(begun === null
      ? []
      : namesOf(`${prefix}/inputs`, Object.keys({ ...begun.given, ...inputs }), begun.plan)),
  ];
  const [first] = faults;
  if (!first) return;
  const code = faults.every((fault) => fault.code === first.code) ? first.code : 'validation-failed';
  throw new MaestroError(code, `${first.pointer}: ${first.message}`, { errors: faults.slice(0, MAX_FAULTS) });
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
