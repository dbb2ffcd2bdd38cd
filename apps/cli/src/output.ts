import { createColors } from 'picocolors';

export type Colors = ReturnType<typeof createColors>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** What an output needs of a stream; a terminal adds its size. */
export interface Sink {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** One of the two standard outputs and what may be done on it. */
export class Output {
  readonly colors: Colors;
  /** True where lines may be redrawn: a terminal that understands cursor movement, with a person before it. */
  readonly live: boolean;

  constructor(
    private readonly sink: Sink,
    env: Environment,
  ) {
    const terminal = sink.isTTY === true && env['TERM'] !== 'dumb';
    this.colors = createColors(wantsColor(env, terminal));
    this.live = terminal && !env['CI'];
  }

  /** Cells per line; undefined where the output is not a terminal. */
  get columns(): number | undefined {
    // A pseudo-terminal nobody has sized reports 0.
    return this.sink.isTTY ? this.sink.columns || 80 : undefined;
  }

  get rows(): number {
    return this.sink.rows || 24;
  }

  write(text: string): void {
    this.sink.write(text);
  }

  line(text = ''): void {
    this.sink.write(`${text}\n`);
  }
}

/** NO_COLOR and FORCE_COLOR as their conventions say: an empty NO_COLOR means nothing, FORCE_COLOR=0 means no. */
function wantsColor(env: Environment, terminal: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  return terminal;
}
