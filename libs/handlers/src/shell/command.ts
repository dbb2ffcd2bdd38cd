import { MaestroError } from '@maestro/problems';
import { posix } from 'node:path';
import type { Jail } from './isolation';

export interface ShellInput {
  /** Program and arguments: never seen by a shell. */
  command?: string[];
  /** Text for `sh -e`. */
  script?: string;
  /** Data: after `--` of a command, `$1` and so on of a script. */
  args?: string[];
  env?: Record<string, string>;
  stdin?: string;
  /** Relative to the private folder of the attempt. */
  cwd?: string;
  timeout?: string;
}

export interface ProcessLimits {
  /** Of one process. */
  cpuSeconds: number;
  /** Of one file. */
  fileBytes: number;
  /** Address space of one process. */
  memoryBytes: number;
  openFiles: number;
  /** Of the user the command runs as. */
  processes: number;
}

export const defaultProcessLimits: ProcessLimits = {
  cpuSeconds: 3600,
  fileBytes: 1024 ** 3,
  memoryBytes: 4 * 1024 ** 3,
  openFiles: 1024,
  processes: 512,
};

/**
 * Limits are set in the child, by `sh`: a limit the system does not know, or that is lower already, stays as it
 * is. Only the soft limit of processor time says what happened; the hard one kills without a word.
 */
const prelude = `
{
  ulimit -c 0; ulimit -H -t $(($1 + 5)); ulimit -S -t "$1"; ulimit -f "$2"; ulimit -v "$3"; ulimit -n "$4"
  ulimit -u "$5" || ulimit -p "$5"
} 2>/dev/null
mkdir -p -- "$6" && cd -- "$6" || exit 126
shift 6
`;

/**
 * The whole command line. In a process namespace `sh` stays as its first process: signals that nobody handles
 * do not reach a first process, but they should reach the command.
 */
export function commandLine(input: ShellInput, limits: ProcessLimits, jail: Jail): string[] {
  const run = jail.isolation === 'namespaces' ? '"$@"\nexit $?' : 'exec "$@"';
  const numbers = [
    limits.cpuSeconds,
    limits.fileBytes / 512,
    limits.memoryBytes / 1024,
    limits.openFiles,
    limits.processes,
  ];
  return [
    ...jail.prefix,
    '/bin/sh',
    '-c',
    prelude + run,
    'sh',
    ...numbers.map((each) => String(Math.floor(each))),
    workingFolder(input.cwd),
    ...userCommand(input),
  ];
}

function userCommand({ command, script, args = [] }: ShellInput): string[] {
  if (script !== undefined) return ['/bin/sh', '-e', '-c', script, 'script', ...args];
  // What follows `--` is no option, however it begins.
  return [...(command ?? []), ...(args.length > 0 ? ['--', ...args] : [])];
}

/** The folder is new and empty, so there is no link in it yet that could lead out. */
function workingFolder(cwd = '.'): string {
  const normal = posix.normalize(cwd);
  if (posix.isAbsolute(normal) || normal === '..' || normal.startsWith('../'))
    throw new MaestroError('path-denied', 'The working folder of a command lies inside its private folder.', {
      errors: [
        { pointer: '/cwd', code: 'path-denied', message: 'Expected a relative path that does not lead out.' },
      ],
    });
  return normal;
}

/** The command sees these variables and no others; what programs write "at home" or "temporarily" stays private. */
export function environment(
  input: ShellInput,
  given: { path: string; folder: string; idempotencyKey: string },
): Record<string, string> {
  const faults = Object.keys(input.env ?? {}).filter(
    (name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || /^(LD|DYLD)_/.test(name),
  );
  if (faults.length > 0)
    throw new MaestroError('validation-failed', 'A variable may not be set.', {
      errors: faults.map((name) => ({
        pointer: `/env/${name}`,
        code: 'invalid-name',
        message: 'Expected letters, digits and _, and no variable of the loader.',
      })),
    });
  return {
    PATH: given.path,
    HOME: given.folder,
    TMPDIR: given.folder,
    IDEMPOTENCY_KEY: given.idempotencyKey,
    ...input.env,
  };
}
