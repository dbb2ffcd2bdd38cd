import type { Host } from './context';
import { ExitCode } from './exit-code';
import { execute } from './execute';
import { Interrupted } from './fault';
import { Output } from './output';

/** Performs a command line in this process and leaves its exit code behind. */
export async function start(argv: string[], version: string): Promise<void> {
  quietBrokenPipe(process.stdout);
  quietBrokenPipe(process.stderr);
  const host: Host = {
    env: process.env,
    folder: process.cwd(),
    // Opened only when read: that costs a third of the start-up.
    get stdin() {
      return process.stdin;
    },
    out: new Output(process.stdout, process.env),
    err: new Output(process.stderr, process.env),
    // `dev` leaves Ctrl-C to the stack it started.
    signal: argv[0] === 'dev' ? new AbortController().signal : interruptible(),
  };
  process.exitCode = await execute(argv, host, version);
}

/** A signal that the first Ctrl-C aborts; the second ends the process at once. */
function interruptible(): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort(new Interrupted());
  });
  return controller.signal;
}

/** Whoever read the output has seen enough (`maestro logs … | head`). */
function quietBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(ExitCode.ok);
  });
}
