import type { Clock, Term } from '@maestro/leadership';
import { record } from '@maestro/telemetry';
import type { Tick } from './tick';

/** Background work of the leader, in rounds. */
export interface Loop {
  readonly name: string;
  /** Begins rounds under a term and ends them with it. Replaces an earlier start. */
  start(term: Term): void;
  /** Resolves when the first round has ended, well or not. */
  readonly started: Promise<void>;
  /** How long the round under way has taken so far, in ms; 0 between rounds. */
  busyMs(): number;
  /** Begins no more rounds; resolves when the one under way has ended. Idempotent. */
  stop(): Promise<void>;
}

/** What all loops of a process share. */
export interface LoopSetting {
  tick: Tick;
  clock: Clock;
  onError: (error: unknown, loop: string) => void;
  /** Hears of a batch that does not end in time: a leader like that should let another try. */
  onStuck?: (loop: string) => void;
}

export interface Round {
  name: string;
  /** Does what is due, or a batch of it, and returns how much that was. */
  run: (term: Term) => Promise<number>;
  /** So much in one batch means that there is more: the next one follows at once. */
  batch: number;
  /** After a round: in how many ms the next follows without anybody saying so; null where none does. */
  again?: () => number | null;
  /** How long a batch may take; 5 s unless told. It is not cut off then, and no other begins beside it. */
  deadlineMs?: number;
}

export const BATCH_DEADLINE_MS = 5_000;
/** An error that repeats is told this often. */
const REPEAT_MS = 30_000;

export function createLoop(round: Round, setting: LoopSetting): Loop {
  return new RoundLoop(round, setting);
}

class RoundLoop implements Loop {
  readonly started: Promise<void>;
  private markStarted: () => void = () => undefined;
  private leave: () => void = () => undefined;
  private cancelNext: () => void = () => undefined;
  private underWay: Promise<void> | null = null;
  private begunAt = 0;
  private told: { message: string; at: number } | null = null;

  constructor(
    private readonly round: Round,
    private readonly setting: LoopSetting,
  ) {
    this.started = new Promise((resolve) => (this.markStarted = resolve));
  }

  get name(): string {
    return this.round.name;
  }

  start(term: Term): void {
    this.leave();
    if (!term.isCurrent()) return;
    const leaveTick = this.setting.tick.join(this.name, () => this.due(term));
    const leave = () => {
      leaveTick();
      term.signal.removeEventListener('abort', leave);
    };
    term.signal.addEventListener('abort', leave);
    this.leave = leave;
  }

  busyMs(): number {
    return this.underWay ? this.setting.clock.now() - this.begunAt : 0;
  }

  async stop(): Promise<void> {
    this.leave();
    await this.underWay;
    this.cancelNext();
  }

  private due(term: Term): void {
    if (this.underWay || !term.isCurrent()) return;
    this.cancelNext();
    this.underWay = this.work(term).finally(() => {
      this.underWay = null;
      this.markStarted();
      const next = this.round.again?.() ?? null;
      if (next !== null && term.isCurrent())
        this.cancelNext = this.setting.clock.after(next, () => this.due(term));
    });
  }

  /** Batch after batch, until one is not full or the term is over. */
  private async work(term: Term): Promise<void> {
    this.begunAt = this.setting.clock.now();
    let result = 'ok';
    try {
      let moved: number;
      do {
        moved = await this.watched(this.round.run(term));
        if (moved > 0) record('loopMoved', moved, { loop: this.name });
      } while (moved >= this.round.batch && term.isCurrent());
      this.told = null;
    } catch (error) {
      result = 'failed';
      this.report(error);
    }
    record('loopDuration', this.busyMs() / 1_000, { loop: this.name, result });
  }

  private watched(batch: Promise<number>): Promise<number> {
    const { clock, onStuck } = this.setting;
    const { deadlineMs = BATCH_DEADLINE_MS } = this.round;
    if (deadlineMs === Infinity) return batch;
    const cancel = clock.after(deadlineMs, () => {
      this.report(new Error(`a batch of the ${this.name} loop takes longer than ${deadlineMs} ms`));
      onStuck?.(this.name);
    });
    return batch.finally(cancel);
  }

  private report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const now = this.setting.clock.now();
    if (this.told?.message === message && now - this.told.at < REPEAT_MS) return;
    this.told = { message, at: now };
    this.setting.onError(error, this.name);
  }
}
