import { fork, type ChildProcess } from 'node:child_process';

/** An attempt that needs more than this ends its own process, not the machine. */
const HEAP_MB = 512;
/** How long a process waits for another attempt before it ends. */
const IDLE_MS = 10_000;
/** What a handler may know of the worker's surroundings. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_ENV', 'NODE_EXTRA_CA_CERTS'];

/**
 * Processes that make one attempt at a time. One that came through its attempt well may make another: most suspects are
 * innocent, and a worker that died leaves many.
 */
export class Children {
  private readonly idle = new Map<ChildProcess, NodeJS.Timeout>();

  /** @param entry the file they run */
  constructor(private readonly entry: string) {}

  /** @param fresh one that has made no attempt yet, so that its death is this attempt's alone */
  take(fresh: boolean): { child: ChildProcess; fresh: boolean } {
    const [known] = fresh ? [] : this.idle;
    if (!known) return { child: this.start(), fresh: true };
    const [child, timer] = known;
    clearTimeout(timer);
    this.idle.delete(child);
    child.ref();
    return { child, fresh: false };
  }

  /** For another attempt, soon. */
  giveBack(child: ChildProcess): void {
    if (!child.connected) return;
    const timer = setTimeout(() => this.end(child), IDLE_MS);
    timer.unref();
    // Nobody waits for an idle process: neither does the end of ours.
    child.unref();
    child.once('exit', () => this.end(child));
    this.idle.set(child, timer);
  }

  private start(): ChildProcess {
    const passed = PASSED_ON.flatMap((key) => (process.env[key] ? [[key, process.env[key]] as const] : []));
    return fork(this.entry, [], {
      env: Object.fromEntries(passed),
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  private end(child: ChildProcess): void {
    clearTimeout(this.idle.get(child));
    this.idle.delete(child);
    child.kill('SIGKILL');
  }
}
