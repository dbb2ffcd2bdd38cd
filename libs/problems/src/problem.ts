import { problemKinds, type ProblemCode } from './register';

/** One fault inside a problem: where it is and what would be accepted there. */
export interface FieldProblem {
  /** JSON pointer into the body, or empty for the whole of it. */
  pointer?: string;
  code: ProblemCode;
  /** Diagnostic number of the compiler (`MST1007`), where the fault is one of a template. */
  mst?: string;
  message: string;
  /** 1-based position in the text that was sent. */
  line?: number;
  column?: number;
  suggestion?: string;
}

/** RFC 9457 problem details as Maestro sends them; also the shape of a failed task's error. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  instance?: string;
  trace_id?: string;
  retryable: boolean;
  /** The policy that a request went beyond, where it was one too many: `key`, `tenant`. */
  policy?: string;
  errors?: FieldProblem[];
}

export interface ProblemOptions {
  errors?: FieldProblem[];
  cause?: unknown;
  /** Seconds a client should wait, sent as `Retry-After`. */
  retryAfter?: number;
  /** The policy that the request went beyond. */
  policy?: string;
  /** Overrides what the register says of the code. */
  retryable?: boolean;
  /** Further response headers (`Allow`, `WWW-Authenticate`). */
  headers?: Record<string, string>;
}

const MAX_DETAIL = 8 * 1024;

/** An error with a stable code. Its detail is written for the user: no stack, SQL, path or other tenant's text. */
export class MaestroError extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldProblem[] | undefined;
  readonly retryAfter: number | undefined;
  readonly retryable: boolean;
  readonly policy: string | undefined;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(truncate(detail, MAX_DETAIL), { cause: options.cause });
    this.name = 'MaestroError';
    this.code = code;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
    this.retryable = options.retryable ?? problemKinds[code].retryable ?? false;
    this.policy = options.policy;
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return problemKinds[this.code].status;
  }

  toProblem(context: { instance?: string; traceId?: string } = {}): Problem {
    return {
      type: `https://maestro.dev/problems/${this.code}`,
      title: problemKinds[this.code].title,
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(context.instance ? { instance: context.instance } : {}),
      ...(context.traceId ? { trace_id: context.traceId } : {}),
      retryable: this.retryable,
      ...(this.policy === undefined ? {} : { policy: this.policy }),
      ...(this.errors?.length ? { errors: this.errors } : {}),
    };
  }
}

/** Cuts text to at most `max` UTF-16 units with a marker that says so. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  // Half a surrogate pair is no character: stores that check their text refuse the whole of it.
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** One fault of one field. */
export function faultAt(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
