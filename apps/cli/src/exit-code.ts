import { isProblemCode, problemKinds } from '@maestro/problems';

/** What the command tells the shell. The numbers are a promise; the README lists them. */
export const ExitCode = {
  ok: 0,
  /** A fault of the command itself. */
  failure: 1,
  notFound: 3,
  auth: 4,
  conflict: 5,
  validation: 6,
  policy: 7,
  runFailed: 8,
  runCancelled: 9,
  waitTimeout: 10,
  server: 11,
  usage: 64,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Refusals of policy that share their HTTP status with refusals of the credential. */
const POLICY_CODES: ReadonlySet<string> = new Set(['egress-denied', 'handler-disabled', 'policy-denied']);

/** The exit code for a problem. One this build does not know yet is judged by the HTTP status it came with. */
export function exitCodeOfProblem(problem: { code: string; status: number }): ExitCode {
  if (POLICY_CODES.has(problem.code)) return ExitCode.policy;
  const status = isProblemCode(problem.code) ? problemKinds[problem.code].status : problem.status;
  if (status === 401 || status === 403) return ExitCode.auth;
  if (status === 402) return ExitCode.policy;
  if (status === 404 || status === 410) return ExitCode.notFound;
  if (status === 409 || status === 412 || status === 428) return ExitCode.conflict;
  // Nothing is wrong with what was asked: a route this server lacks, a time limit, a rate limit.
  if (status === 405 || status === 408 || status === 429) return ExitCode.server;
  return status >= 400 && status < 500 ? ExitCode.validation : ExitCode.server;
}

/** The exit code for a run that has ended, or `ok` for one that has not. */
export function exitCodeOfRun(status: string): ExitCode {
  if (status === 'failed' || status === 'timed_out') return ExitCode.runFailed;
  return status === 'cancelled' ? ExitCode.runCancelled : ExitCode.ok;
}
