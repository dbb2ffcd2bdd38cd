import { MaestroError } from '@maestro/problems';
import type { Masker } from './masker';

const CAUSES = 3;

/** The same error without secrets: its message, its stack, its fields and its causes. */
export function maskError(thrown: unknown, masker: Masker, causes = CAUSES): unknown {
  if (thrown instanceof MaestroError) {
    const { code, message, errors, retryable, retryAfter } = thrown;
    return new MaestroError(code, masker.text(message), {
      retryable,
      ...(errors ? { errors: masker.value(errors) } : {}),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  if (!(thrown instanceof Error)) return typeof thrown === 'string' ? masker.text(thrown) : thrown;
  const cause =
    thrown.cause === undefined || causes === 0 ? undefined : maskError(thrown.cause, masker, causes - 1);
  const copy = new Error(masker.text(thrown.message), { cause });
  copy.name = masker.text(thrown.name);
  copy.stack = masker.text(thrown.stack ?? '');
  // By its code one tells trouble of the database from a fault of the task.
  if ('code' in thrown && typeof thrown.code === 'string') Object.assign(copy, { code: thrown.code });
  return copy;
}
