import { execFile } from 'node:child_process';
import type { ServerUser } from './server-user';

export interface CommandOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  user?: ServerUser;
  /** Text for the standard input. */
  input?: string;
  /** Milliseconds until the command is killed; a minute unless told. */
  timeoutMs?: number;
}

/** A command that could not be run, failed or took too long; the message ends with the cause it printed. */
export class CommandError extends Error {
  constructor(command: string, reason: string, options?: { cause?: unknown }) {
    super(`${command}: ${reason}`, options);
    this.name = 'CommandError';
  }
}

/** Runs a program without a shell and returns what it printed. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { env, cwd, user, input = '', timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { env: env ?? plainEnvironment(), cwd, ...user, timeout: timeoutMs, maxBuffer: 32 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        reject(new CommandError(command, tellingLine(stderr) || error.message, { cause: error }));
      },
    );
    // A program that ends without reading its input breaks the pipe; its exit code tells the rest.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The environment of servers and commands: nothing of the caller's (`PGPORT`, `LD_PRELOAD`), messages in English. */
export function plainEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC', ...extra };
}

/** The line of a program's output that names the cause; many end with a farewell or a hint instead. */
export function tellingLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim());
  const causes = lines.filter((line) => /fatal|panic|error|can't|cannot|could not|failed/i.test(line));
  return (causes.at(-1) ?? lines.at(-1) ?? '').trim();
}
