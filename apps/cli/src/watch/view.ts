import type { RunEvent } from '@maestro/client';
import { eventLines } from '../event-lines';
import type { Output } from '../output';
import type { Board } from './board';
import { renderBoard } from './render-board';

/** Shows a run while it goes on. */
export interface View {
  event(event: RunEvent): void;
  /** Something to say meanwhile: a lost connection. */
  note(text: string): void;
  close(): void;
}

/** One line per state change: for logs, pipes and terminals that cannot move the cursor. */
export class LineView implements View {
  constructor(private readonly output: Output) {}

  event(event: RunEvent): void {
    for (const line of eventLines(event, this.output.colors)) this.output.line(line);
  }

  note(text: string): void {
    this.output.line(text);
  }

  close(): void {
    // Every line stands already.
  }
}

const SHORTEST_FRAME_MS = 100;
const TICK_MS = 1000;

/** The board, drawn over itself: at most ten times a second, and each second for the clocks. */
export class LiveView implements View {
  private readonly started = Date.now();
  private readonly ticker: NodeJS.Timeout;
  private pending: NodeJS.Timeout | undefined;
  private drawn = 0;
  private lastDraw = 0;

  constructor(
    private readonly output: Output,
    private readonly board: Board,
  ) {
    this.draw();
    this.ticker = setInterval(() => this.draw(), TICK_MS);
  }

  event(event: RunEvent): void {
    this.board.apply(event, Date.now());
    this.pending ??= setTimeout(
      () => this.draw(),
      Math.max(0, this.lastDraw + SHORTEST_FRAME_MS - Date.now()),
    );
  }

  note(text: string): void {
    this.erase();
    this.output.line(text);
    this.draw();
  }

  close(): void {
    this.draw();
    clearInterval(this.ticker);
    clearTimeout(this.pending);
  }

  private draw(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.lastDraw = Date.now();
    const { columns = 80, rows, colors } = this.output;
    const clock = { now: this.lastDraw, watchedMs: this.lastDraw - this.started };
    const lines = renderBoard(this.board, { columns, rows, colors }, clock);
    this.erase();
    this.output.write(lines.map((line) => `${line}\n`).join(''));
    this.drawn = lines.length;
  }

  private erase(): void {
    if (this.drawn > 0) this.output.write(`\x1b[${this.drawn}A\x1b[0J`);
    this.drawn = 0;
  }
}
