import { MaestroError } from '@maestro/problems';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { abortReason } from '../abort-reason';
import type { Handler, HandlerContext } from '../contract';
import { durationSchema, milliseconds } from '../duration';
import { runChild, type ChildOutcome } from './child';
import {
  commandLine,
  defaultProcessLimits,
  environment,
  type ProcessLimits,
  type ShellInput,
} from './command';
import { createJail, detectIsolation, type Isolation, type Network } from './isolation';

export interface ShellOptions {
  /** `auto` takes the strongest there is and refuses to run without any; the others are taken at their word. */
  isolation?: 'auto' | Isolation;
  /** Only namespaces can take the network away. */
  network?: Network;
  /** Where programs are looked for. */
  path?: string;
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMs?: number;
  maxOutputBytes?: number;
  limits?: Partial<ProcessLimits>;
}

const defaults: Required<Omit<ShellOptions, 'limits'>> = {
  isolation: 'auto',
  network: 'none',
  path: '/usr/local/bin:/usr/bin:/bin',
  graceMs: 2000,
  maxOutputBytes: 1024 * 1024,
};

export type ShellOutput = {
  exit_code: number;
  stdout: string;
  stderr: string;
  /** Whether one of the outputs was cut. */
  truncated: boolean;
};

const words = { type: 'array', items: { type: 'string' } };

/**
 * Makes the handler that runs programs. Off unless a worker enables it: whoever may publish a template may then
 * run anything on the worker's machine, within its isolation and limits.
 */
export function createShellHandler(options: ShellOptions = {}): Handler<ShellInput, ShellOutput> {
  const settings = { ...defaults, ...options };
  return {
    ref: 'shell',
    description: 'Runs a program or a script in a private folder; an exit code other than 0 fails the task.',
    input: {
      type: 'object',
      additionalProperties: false,
      oneOf: [{ required: ['command'] }, { required: ['script'] }],
      properties: {
        command: { ...words, minItems: 1, description: 'Program and arguments; no shell looks at them.' },
        script: {
          type: 'string',
          minLength: 1,
          description: 'Run by sh, up to the first command that fails.',
        },
        args: { ...words, description: 'Data: given after -- to a command, as $1 and so on to a script.' },
        env: {
          type: 'object',
          additionalProperties: { type: 'string' },
          description: 'Variables. Of those of the worker none is passed on.',
        },
        stdin: { type: 'string', description: 'What it reads from its standard input.' },
        cwd: {
          type: 'string',
          minLength: 1,
          description: 'Below the private folder; made where it is missing.',
        },
        timeout: { ...durationSchema, description: 'After which it is ended, with all that it started.' },
      },
    },
    output: {
      type: 'object',
      required: ['exit_code', 'stdout', 'stderr', 'truncated'],
      properties: {
        exit_code: { const: 0 },
        stdout: { type: 'string', description: 'The first MiB.' },
        stderr: { type: 'string', description: 'The first MiB.' },
        truncated: { type: 'boolean', description: 'Whether one of the outputs was cut.' },
      },
    },
    secrets: ['/env', '/stdin'],
    enabledByDefault: false,
    execute: (input, ctx) => execute(input, ctx, settings),
  };
}

type Settings = ShellOptions & typeof defaults;

async function execute(input: ShellInput, ctx: HandlerContext, settings: Settings): Promise<ShellOutput> {
  const jail = createJail(isolationOf(settings), settings.network);
  const folder = await mkdtemp(join(tmpdir(), 'maestro-shell-'));
  const alive = setInterval(() => ctx.heartbeat(), 2000);
  try {
    if (jail.uid !== undefined && jail.gid !== undefined) await chown(folder, jail.uid, jail.gid);
    const outcome = await runChild({
      argv: commandLine(input, { ...defaultProcessLimits, ...settings.limits }, jail),
      env: environment(input, { path: settings.path, folder, idempotencyKey: ctx.idempotencyKey }),
      folder,
      stdin: input.stdin ?? '',
      jail,
      signal: ctx.signal,
      ...(input.timeout === undefined ? {} : { timeoutMs: milliseconds(input.timeout) }),
      graceMs: settings.graceMs,
      maxOutputBytes: settings.maxOutputBytes,
      masker: ctx.masker,
    });
    return conclude(outcome, input, ctx.signal);
  } finally {
    clearInterval(alive);
    await rm(folder, { recursive: true, force: true });
  }
}

function isolationOf({ isolation }: Settings): Isolation {
  if (isolation !== 'auto') return isolation;
  const strongest = detectIsolation();
  if (strongest === 'none')
    throw new MaestroError(
      'handler-disabled',
      'This worker cannot keep a command apart from itself, so it runs none.',
    );
  return strongest;
}

const limitSignals = new Set([128 + constants.signals.SIGXCPU, 128 + constants.signals.SIGXFSZ]);

function conclude(outcome: ChildOutcome, input: ShellInput, signal: AbortSignal): ShellOutput {
  const { exitCode, stdout, stderr, truncated, stopped } = outcome;
  if (stopped === 'aborted') throw abortReason(signal);
  if (stopped === 'timeout')
    throw new MaestroError('timeout', `The command took longer than ${input.timeout}.`);
  if (limitSignals.has(exitCode))
    throw new MaestroError('limit-exceeded', 'The command used more time or disk than it may.');
  if (exitCode !== 0)
    throw new MaestroError(
      'command-failed',
      `The command ended with exit code ${exitCode}.${lastWords(stderr)}`,
    );
  return { exit_code: exitCode, stdout, stderr, truncated };
}

function lastWords(stderr: string): string {
  const tail = stderr.trimEnd().slice(-1024);
  return tail === '' ? '' : ` It said:\n${tail}`;
}
