import { parseId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** An id that is none names nothing, like one that is another tenant's. */
export function runIdIn(text: string): string {
  const id = parseId('run', text);
  if (id === null) throw noSuchRun();
  return id;
}

export function noSuchRun(): MaestroError {
  return new MaestroError('not-found', 'There is no such run.');
}
