import { openEngineDatabase, type EngineDatabase, type Statement } from '@maestro/persistence';
import type { TestDatabase } from '@maestro/testing';
import { createElection, type Election } from '../src/election';
import type { Term } from '../src/term';
import { VirtualClock } from '../src/testing/virtual-clock';
import { FaultyDatabase } from './faulty-database';

export const leaseMs = 6_000;
export const tickMs = 2_000;

const setShift: Statement = {
  name: 'set_shift',
  text: `UPDATE maestro_clock SET shift = $1::double precision * interval '1 millisecond'`,
};

interface Member {
  election: Election;
  clock: VirtualClock;
  database: FaultyDatabase;
  frozen: boolean;
}

/** Candidates for one lease on one real database; the database's clock and theirs stand still between steps. */
export class Cluster {
  readonly members: Member[] = [];
  /** Numbers of the terms, in the order in which somebody began to lead. */
  readonly terms: number[] = [];
  private time = 0;
  private readonly born = performance.now();

  private constructor(
    private readonly name: string,
    private readonly engine: EngineDatabase,
    private readonly owner: EngineDatabase,
  ) {}

  static open(database: TestDatabase, name: string): Cluster {
    const open = (url: string) => openEngineDatabase({ url, max: 4, application: 'leadership-test' });
    return new Cluster(name, open(database.engineUrl), open(database.ownerUrl));
  }

  async join(): Promise<Member> {
    const clock = new VirtualClock();
    const database = new FaultyDatabase(this.engine);
    const onGained = (term: Term) => this.terms.push(term.number);
    const election = createElection({ database, name: this.name, leaseMs, tickMs, clock, onGained });
    const member = { election, clock, database, frozen: false };
    if (this.members.length === 0) await this.setClock();
    this.members.push(member);
    election.start();
    await this.settle();
    return member;
  }

  leaders(): Member[] {
    return this.members.filter(({ election }) => election.term() !== null);
  }

  /** Time passes for everybody; a frozen process notices when it thaws. */
  async advance(ms: number, watch: () => void = () => undefined): Promise<void> {
    for (let passed = 0; passed < ms; passed += 250) {
      this.time += 250;
      await this.setClock();
      for (const { clock, frozen } of this.members) {
        if (frozen) clock.freeze(250);
        else clock.advance(250);
      }
      await this.settle();
      watch();
    }
  }

  thaw(member: Member): void {
    member.frozen = false;
    member.clock.advance(0);
  }

  private idle(): boolean {
    return this.members.every(({ database }) => database.idle);
  }

  /** The database's time is the cluster's: what really passes meanwhile is taken off again. */
  private async setClock(): Promise<void> {
    await this.owner.query(setShift, [this.time - (performance.now() - this.born)]);
  }

  /** Waits until all statements that are not held have been answered. */
  async settle(): Promise<void> {
    // An answer may lead to the next statement: quiet for a whole turn is what counts.
    for (let quiet = 0; quiet < 2; quiet = this.idle() ? quiet + 1 : 0) await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    for (const { database } of this.members) database.set('none');
    await Promise.all(this.members.map(({ election }) => election.stop()));
    await Promise.all([this.engine.close(), this.owner.close()]);
  }
}
