import type { Election, ElectionOptions, Term } from '@maestro/leadership';
import type { Maintenance } from '@maestro/maintenance';
import type { ServiceLogger } from '@maestro/nest-kit';
import { observe } from '@maestro/telemetry';

export type ElectionEvents = Pick<ElectionOptions, 'onGained' | 'onLost'>;

/** A candidate for the lead; while it leads, it does the repairs. */
export class Scheduler {
  private election: Election | undefined;
  private lastTerm = 0;
  private heldBackS = 0;
  private pause: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly maintenance: Maintenance,
    private readonly logger: ServiceLogger,
    private readonly electionOf: (events: ElectionEvents) => Election,
    private readonly leaseMs: number,
  ) {}

  start(): void {
    this.run();
    observe('leader', () => [{ value: this.term() ? 1 : 0 }]);
    observe('leaderTerm', () => [{ value: this.lastTerm }]);
    observe('eventsHeldBack', () => [{ value: this.heldBack() }]);
  }

  term(): Term | null {
    return this.election?.term() ?? null;
  }

  /** Milliseconds since the database last answered. */
  silentMs(): number {
    return this.election?.silentMs() ?? Infinity;
  }

  /** So long events have been held back by an old transaction of the server, in seconds; 0 where others lead. */
  heldBack(): number {
    return this.term() ? this.heldBackS : 0;
  }

  hearHeldBack(seconds: number): void {
    this.heldBackS = seconds;
  }

  /** How long the slowest loop has been at its round, in ms. */
  lagMs(): number {
    return Math.round(Math.max(...this.maintenance.loops.map((loop) => loop.busyMs())));
  }

  /** Gives the lead back at once, so that a successor need not wait for the lease to run out. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.pause);
    await this.election?.stop();
    await this.maintenance.stop();
  }

  /** A leader whose work does not end leads nothing: for a lease's time, only others try. */
  giveUp(loop: string): void {
    if (this.stopping || !this.term()) return;
    this.logger.warn({ loop }, 'a loop does not end in time: giving up the lead');
    void this.election?.stop();
    this.pause = setTimeout(() => this.run(), this.leaseMs);
  }

  private run(): void {
    this.election = this.electionOf({
      onGained: (term) => {
        this.lastTerm = term.number;
        this.logger.info({ term: term.number }, 'leading');
        this.maintenance.start(term);
      },
      onLost: (term) => this.logger.info({ term: term.number }, 'no longer leading'),
    });
    this.election.start();
  }
}
