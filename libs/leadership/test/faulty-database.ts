import type { EngineDatabase } from '@maestro/persistence';

/** What happens to the statements of one process. */
export type Fault =
  | 'none'
  /** Never arrives, and the process hears of it. */
  | 'fails'
  /** Happens, but the process is told that it failed. */
  | 'fails after'
  /** Does not arrive until the fault ends. */
  | 'stalls'
  /** Happens; the answer does not arrive until the fault ends. */
  | 'stalls after';

/** A process's way to a real database, with faults. */
export class FaultyDatabase implements EngineDatabase {
  private fault: Fault = 'none';
  private readonly held: (() => void)[] = [];
  private busy = 0;

  constructor(private readonly real: EngineDatabase) {}

  set(fault: Fault): void {
    this.fault = fault;
    for (const release of this.held.splice(0)) release();
  }

  /** True when nothing is under way but what a fault holds. */
  get idle(): boolean {
    return this.busy === 0;
  }

  readonly query: EngineDatabase['query'] = async (statement, values) => {
    const { fault } = this;
    if (fault === 'fails') throw new Error('connection refused');
    if (fault === 'stalls') await this.hold();
    this.busy += 1;
    const rows = await this.real.query(statement, values).finally(() => (this.busy -= 1));
    if (fault === 'stalls after') await this.hold();
    if (fault === 'fails after') throw new Error('connection lost');
    return rows as never;
  };

  readonly relaxed: EngineDatabase['relaxed'] = (statement, values) => this.query(statement, values);

  transaction: EngineDatabase['transaction'] = (work) => this.real.transaction(work);

  close(): Promise<void> {
    return Promise.resolve();
  }

  private hold(): Promise<void> {
    return new Promise((resolve) => this.held.push(resolve));
  }
}
