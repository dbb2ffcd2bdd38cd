import { MaestroError } from '@maestro/problems';

/** The failure of a task that nobody started in time. */
export function startTimeout(limitMs: number): MaestroError {
  return new MaestroError('start-timeout', `The task was not started within ${limitMs} ms of being ready.`);
}
