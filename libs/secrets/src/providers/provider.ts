import type { FieldProblem } from '@maestro/problems';

export type Reference = Readonly<Record<string, unknown>>;

/** The tenant on whose behalf a reference is followed. */
export interface ReferenceOwner {
  tenantId: string;
  /** Its name, which providers keep tenants apart by. */
  tenantName: string;
}

/** A place where values are kept that only references lead to. */
export interface SecretProvider {
  /** What is wrong with a reference; empty where it may be kept. */
  check(reference: Reference, owner: ReferenceOwner): FieldProblem[];
  /**
   * The value that a reference leads to.
   *
   * @throws MaestroError `secret-not-found`, `secret-denied`, `secret-unavailable`
   */
  read(reference: Reference, owner: ReferenceOwner): Promise<string>;
}

/** Problems with the fields of a reference: what is missing, what is surplus, what has another form. */
export function checkReferenceFields(
  reference: Reference,
  fields: Readonly<Record<string, { match: RegExp; expects: string; optional?: true }>>,
): FieldProblem[] {
  const surplus = Object.keys(reference)
    .filter((name) => !Object.hasOwn(fields, name) && name !== 'provider')
    .map((name) => problem(name, 'unknown-field', `A reference has ${Object.keys(fields).join(', ')}.`));
  const wrong = Object.entries(fields).flatMap(([name, { match, expects, optional }]) => {
    const value = reference[name];
    if (value === undefined)
      return optional ? [] : [problem(name, 'missing-field', 'This field is required.')];
    if (typeof value !== 'string') return [problem(name, 'wrong-type', 'This must be a text.')];
    return match.test(value) ? [] : [problem(name, 'out-of-range', `Expected ${expects}.`)];
  });
  return [...surplus, ...wrong];
}

function problem(name: string, code: FieldProblem['code'], message: string): FieldProblem {
  return { pointer: `/reference/${name.slice(0, 64)}`, code, message };
}
