import { MaestroError, type FieldProblem } from '@maestro/problems';
import { isPermission, permissions, type Permission } from '@maestro/tenancy';

/**
 * The scopes of a body: permissions, none twice. Null where none are given, which leaves all that the role has.
 *
 * @throws MaestroError `validation-failed`, `out-of-range`
 */
export function readScopes(given: readonly string[] | undefined): Permission[] | null {
  if (given === undefined) return null;
  const message = `This must be one of ${permissions.join(', ')}.`;
  const faults: FieldProblem[] = given.flatMap((scope, index) =>
    isPermission(scope) ? [] : [{ pointer: `/scopes/${index}`, code: 'validation-failed', message }],
  );
  const [first] = faults;
  if (first)
    throw new MaestroError('validation-failed', `${first.pointer}: ${first.message}`, { errors: faults });
  if (given.length === 0) throw new MaestroError('out-of-range', '/scopes: this needs an entry at least.');
  return [...new Set(given.filter(isPermission))];
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

/** @throws MaestroError `validation-failed` */
export function readTime(given: string | undefined, pointer: string): Date | null {
  if (given === undefined) return null;
  const at = RFC_3339.test(given) ? new Date(given) : null;
  if (at && !Number.isNaN(at.getTime())) return at;
  const message = 'This must be a time such as 2027-01-31T12:00:00Z.';
  throw new MaestroError('validation-failed', `${pointer}: ${message}`, {
    errors: [{ pointer, code: 'validation-failed', message }],
  });
}
