import { DatabaseError } from 'pg';

/** Performs a statement, well or badly. */
export type Perform = <T>(work: () => Promise<T>) => Promise<T>;

const LATE_MS = 50;

export const undisturbed: Perform = (work) => work();

/**
 * Lets statements go wrong as they do on a bad day: `hits` is asked whether one comes late, whether it is refused
 * before anything happened, and whether it takes place although its answer is lost.
 */
export function disturbed(hits: () => boolean): Perform {
  let count = 0;
  const next = (errors: readonly (() => Error)[]) => {
    const error = errors[(count += 1) % errors.length];
    return error ? error() : new Error('no error to throw');
  };
  return async (work) => {
    if (hits()) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
    if (hits()) throw next(refusals);
    const result = await work();
    if (hits()) throw next(severances);
    return result;
  };
}

/** What a statement meets that changed nothing: the words and codes are the server's and the driver's own. */
const refusals = [
  () => serverError('40001', 'ERROR', 'could not serialize access due to concurrent update'),
  () => serverError('57P01', 'FATAL', 'terminating connection due to administrator command'),
  () => serverError('40P01', 'ERROR', 'deadlock detected'),
  () => serverError('53300', 'FATAL', 'sorry, too many clients already'),
  () => serverError('08006', 'FATAL', 'connection failure'),
  () => socketError('ECONNREFUSED', 'connect ECONNREFUSED'),
];

/** What leaves the question open whether it took place. A conflict is not among them: that says it did not. */
const severances = [
  () => new Error('Connection terminated unexpectedly'),
  () => serverError('57P01', 'FATAL', 'terminating connection due to administrator command'),
  () => socketError('ECONNRESET', 'read ECONNRESET'),
  () => serverError('08006', 'FATAL', 'connection failure'),
];

function serverError(code: string, severity: string, message: string): Error {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { code, severity });
}

function socketError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code, syscall: code === 'ECONNREFUSED' ? 'connect' : 'read' });
}
