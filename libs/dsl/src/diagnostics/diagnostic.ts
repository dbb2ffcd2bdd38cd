import type { FieldProblem, ProblemCode } from '@maestro/problems';
import type { Span } from '../document/span';
import type { MstCode } from './codes';

/** One fault of a template: what, where, and what would be accepted. */
export interface Diagnostic {
  mst: MstCode;
  code: ProblemCode;
  severity: 'error' | 'warning';
  message: string;
  span: Span;
  /** JSON pointer into the document; empty for the whole of it. */
  pointer: string;
  /** What was probably meant, as it would be written. */
  suggestion?: string;
  /** What is allowed here, or why. */
  help?: string;
  /** Other places that belong to the fault. */
  related?: { message: string; span: Span }[];
}

/** The same faults as `errors[]` of a problem answer. */
export function toFieldProblems(diagnostics: readonly Diagnostic[]): FieldProblem[] {
  return diagnostics.map(({ mst, code, message, help, span, pointer, suggestion }) => ({
    pointer,
    code,
    mst,
    message: help === undefined ? message : `${message} (${help})`,
    line: span.line,
    column: span.column,
    ...(suggestion === undefined ? {} : { suggestion }),
  }));
}
