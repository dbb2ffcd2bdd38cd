import { MaestroError, type ProblemCode } from '@maestro/problems';

/** A refusal of one value of a body. */
export function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
