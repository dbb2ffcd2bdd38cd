import { MaestroError } from '@maestro/problems';

/** Tells faults of a part of a body by where that part stands. */
export function pointing<T>({ pointer, name }: { pointer: string; name: string }, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const { code, errors = [] } = error.toProblem();
    throw new MaestroError(code, `${name}: ${error.message}`, {
      errors: errors.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer ?? ''}` })),
    });
  }
}
