import { problemKinds } from '../../libs/problems/src/index';
import { code, page, table } from './markdown';

/** `docs/reference/errors.md`: every code of the register, by its status. */
export function errorsPage(): string {
  const intro =
    'Every answer of 400 and above is `application/problem+json` (RFC 9457) with one of these codes; the error of a ' +
    'failed task has the same shape. A code is never renamed and never changes its meaning; the text of `detail` may. ' +
    '"Retryable" means that the same request, unchanged, may succeed later.';
  const rows = Object.entries(problemKinds)
    .sort(([a, first], [b, second]) => first.status - second.status || (a < b ? -1 : 1))
    .map(([name, kind]) => [
      `<a id="${name}"></a>${code(name)}`,
      String(kind.status),
      kind.retryable ? 'yes' : 'no',
      kind.title,
    ]);
  return page('Error codes', 'libs/problems/src/register.ts', [
    intro,
    table(['code', 'status', 'retryable', 'meaning'], rows),
  ]);
}
