import type { FieldProblem, Problem } from './models';

/** The request an error belongs to, without credentials. */
export interface RequestLine {
  method: string;
  url: string;
}

/** The server refused or failed and said why (RFC 9457). */
export class ProblemError extends Error {
  readonly code: string;
  readonly status: number;
  readonly errors: FieldProblem[];
  readonly traceId: string | undefined;

  constructor(
    readonly problem: Problem,
    readonly request: RequestLine,
    /** Seconds to wait before another try, where the server named them. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.code = problem.code;
    this.status = problem.status;
    this.errors = problem.errors ?? [];
    this.traceId = problem.trace_id;
  }
}

/**
 * Why there is no answer to work with: `connection` none came, `tls` the peer's identity could not be trusted,
 * `timeout` it came too late, `redirect` it pointed elsewhere, `response` it did not come from Maestro.
 */
export type TransportFault = 'connection' | 'tls' | 'timeout' | 'redirect' | 'response';

/** No usable answer: the network failed, or something other than Maestro answered. */
export class TransportError extends Error {
  /** HTTP status, where an answer came at all. */
  readonly status: number | undefined;

  constructor(
    readonly fault: TransportFault,
    message: string,
    readonly request: RequestLine,
    options: { status?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'TransportError';
    this.status = options.status;
  }
}

/** True where the same request may succeed a little later. */
export function isTransient(error: unknown): error is ProblemError | TransportError {
  if (error instanceof ProblemError)
    return error.status >= 500 || error.status === 408 || error.status === 429;
  if (!(error instanceof TransportError)) return false;
  if (error.fault === 'response') return (error.status ?? 0) >= 500;
  return error.fault === 'connection' || error.fault === 'timeout';
}

const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/;

/**
 * Names what `fetch` only reports as "fetch failed": its cause holds the system's code and text. Goes by shape,
 * for the runtime's errors may come from another realm than this code's `Error`.
 */
export function fromFetchFailure(error: unknown, request: RequestLine): TransportError {
  const { code, message } = causeOf(error);
  const { host } = new URL(request.url, 'http://this-page');
  const fault = TLS_CODE.test(code) ? 'tls' : 'connection';
  const what = fault === 'tls' ? `The secure connection to ${host} failed` : `No connection to ${host}`;
  return new TransportError(fault, `${what}: ${message || code}`, request, { cause: error });
}

function causeOf(error: unknown): { code: string; message: string } {
  const { cause, code, message } = (error ?? {}) as { cause?: unknown; code?: unknown; message?: unknown };
  if (typeof cause === 'object' && cause !== null) return causeOf(cause);
  return {
    code: typeof code === 'string' ? code : '',
    message: typeof message === 'string' ? message.trim() : '',
  };
}
