import { ProblemError, TransportError } from '@maestro/client';
import { ExitCode, exitCodeOfProblem } from './exit-code';
import { CliFault, Interrupted } from './fault';
import type { Colors } from './output';
import { printable, printableJson } from './text/printable';

/** The exit code a failure of any kind ends the command with. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliFault) return error.exitCode;
  if (error instanceof Interrupted) return ExitCode.interrupted;
  if (error instanceof ProblemError) return exitCodeOfProblem(error);
  return error instanceof TransportError ? ExitCode.server : ExitCode.failure;
}

/** A failure for a person: what, where, why, how to fix it, the trace id. Each a line, only those that are known. */
export function describeFailure(error: unknown, colors: Colors): string[] {
  const { title, notes } = explain(error);
  const known = Object.entries(notes).filter(([, text]) => text !== undefined && text !== '');
  return [
    `${colors.bold(colors.red('error'))}${colors.bold(`${title.code ? `[${printable(title.code)}]` : ''}: ${printable(title.text)}`)}`,
    ...known.map(([name, text]) => `  ${colors.dim(`${name}:`.padEnd(6))} ${printable(text ?? '')}`),
    ...faultsOf(error).map((fault) => `  - ${printable(fault)}`),
  ];
}

/** A failure as problem details (RFC 9457): the server's own, or one of type `about:blank` for a local fault. */
export function failureJson(error: unknown): string {
  if (error instanceof ProblemError) return printableJson(error.problem, 2);
  const { title, notes } = explain(error);
  return printableJson(
    {
      type: 'about:blank',
      title: error instanceof TransportError ? 'No usable answer from the server' : 'The command failed',
      detail: title.text,
      exit_code: exitCodeOf(error),
      ...(notes.where === undefined ? {} : { where: notes.where }),
      ...(notes.fix === undefined ? {} : { fix: notes.fix }),
    },
    2,
  );
}

interface Explanation {
  title: { code?: string; text: string };
  notes: { where?: string; why?: string; fix?: string; trace?: string };
}

function explain(error: unknown): Explanation {
  if (error instanceof CliFault) return { title: { text: error.message }, notes: { fix: error.fix } };
  if (error instanceof ProblemError) {
    const { problem, request } = error;
    return {
      title: { code: problem.code, text: problem.detail },
      notes: {
        where: `${request.method} ${request.url} (${problem.status})`,
        why: problem.title === problem.detail ? undefined : problem.title,
        fix: fixOfProblem(error),
        trace: problem.trace_id,
      },
    };
  }
  if (error instanceof TransportError) {
    const { method, url } = error.request;
    const startsRun = method === 'POST' && url.endsWith('/api/runs') && error.fault !== 'redirect';
    return {
      title: { text: error.message },
      notes: { where: `${method} ${url}`, fix: startsRun ? UNCERTAIN_START : TRANSPORT_FIX[error.fault] },
    };
  }
  return { title: { text: error instanceof Error ? error.message : String(error) }, notes: {} };
}

const UNCERTAIN_START =
  'the run may have started all the same: see `maestro status`; with --idempotency-key a second try is safe';

const TRANSPORT_FIX: Readonly<Record<TransportError['fault'], string>> = {
  connection:
    'see that the server runs (`maestro dev` starts a local one) and that --server or MAESTRO_URL names it',
  tls: 'check the address and its certificate; NODE_EXTRA_CA_CERTS names a private authority',
  timeout: 'try again; the server may be busy',
  redirect: 'give the final address by --server or MAESTRO_URL, if you trust it',
  response: 'check that --server or MAESTRO_URL names a Maestro server, not something before it',
};

const PROBLEM_FIX: Readonly<Record<string, string>> = {
  unauthenticated: 'set MAESTRO_API_KEY',
  'invalid-key': 'set MAESTRO_API_KEY to a key of this server that is still valid',
  'invalid-token': 'set MAESTRO_API_KEY to a key of this server that is still valid',
  forbidden: '`maestro whoami` shows what this key allows',
  'not-found': '`maestro status` lists the latest runs',
  'not-cancellable': '`maestro status <run>` shows how it ended',
  'run-not-ended': 'wait for its end, or `maestro cancel <run>` first',
  'run-ended': '`maestro retry <run>` and `maestro rerun <run>` repeat what is over',
  'task-has-parts': '`maestro explain <run>` names what it waits for',
  'input-invalid': 'give inputs by -i key=value or --input-file',
  'idempotency-mismatch': 'use another --idempotency-key, or the same inputs as before',
};

function fixOfProblem({ code, problem, retryAfter }: ProblemError): string | undefined {
  if (retryAfter !== undefined) return `try again in ${retryAfter} s`;
  return PROBLEM_FIX[code] ?? (problem.retryable ? 'try again in a moment' : undefined);
}

function faultsOf(error: unknown): string[] {
  if (!(error instanceof ProblemError)) return [];
  return error.errors.map(({ pointer, message, suggestion }) => {
    return `${pointer ? `${pointer}: ` : ''}${message}${suggestion ? ` (${suggestion})` : ''}`;
  });
}
