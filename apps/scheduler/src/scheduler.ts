import type { Election, ElectionOptions, Term } from '@maestro/leadership';
import type { Maintenance } from '@maestro/maintenance';
import type { ServiceLogger } from '@maestro/nest-kit';
import { observe } from '@maestro/telemetry';

type ElectionEvents = Pick<ElectionOptions, 'onGained' | 'onLost'>;

/** A candidate for the lead; while it leads, it does the repairs. */
export class Scheduler {
  private election: Election | undefined;
  private lastTerm = 0;

  constructor(
    private readonly maintenance: Maintenance,
    private readonly logger: ServiceLogger,
    private readonly electionOf: (events: ElectionEvents) => Election,
  ) {}

  start(): void {
    this.election = this.electionOf({
      onGained: (term) => {
        this.lastTerm = term.number;
        this.logger.info({ term: term.number }, 'leading');
        this.maintenance.start(term);
      },
      onLost: (term) => this.logger.info({ term: term.number }, 'no longer leading'),
    });
    this.election.start();
    observe('leader', () => [{ value: this.term() ? 1 : 0 }]);
    observe('leaderTerm', () => [{ value: this.lastTerm }]);
  }

  term(): Term | null {
    return this.election?.term() ?? null;
  }

  /** Gives the lead back at once, so that a successor need not wait for the lease to run out. */
  async stop(): Promise<void> {
    await this.election?.stop();
    await this.maintenance.stop();
  }
}
