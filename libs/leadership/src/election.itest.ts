import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import * as fc from 'fast-check';
import { Cluster, leaseMs, tickMs } from '../test/cluster';
import type { Fault } from '../test/faulty-database';

describe('an election', () => {
  let database: TestDatabase;
  let cluster: Cluster;
  let names = 0;

  const open = () => Cluster.open(database, `lease-${(names += 1)}`);

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    cluster = open();
  });
  afterEach(() => cluster.close());

  it('has one leader, who stays', async () => {
    const first = await cluster.join();
    await cluster.join();
    await cluster.join();
    await cluster.advance(30_000, () => expect(cluster.leaders()).toEqual([first]));
    expect(cluster.terms).toEqual([1]);
  });

  it('hands over within a tick when the leader resigns', async () => {
    const [first, second] = [await cluster.join(), await cluster.join()];
    await cluster.advance(tickMs / 2);
    const term = first.election.term();
    await first.election.stop();
    expect(term?.signal.aborted).toBe(true);
    expect(cluster.leaders()).toEqual([]);
    await cluster.advance(tickMs);
    expect(cluster.leaders()).toEqual([second]);
    expect(cluster.terms).toEqual([1, 2]);
  });

  const ends: [string, Fault, boolean][] = [
    ['dies', 'none', true],
    ['loses the database', 'fails', false],
    ['gets no answer', 'stalls', false],
    ['renews without hearing of it, then dies', 'stalls after', true],
  ];
  it.each(ends)('hands over within lease and tick when the leader %s', async (_, fault, dies) => {
    const [first, second] = [await cluster.join(), await cluster.join()];
    await cluster.advance(tickMs + 500);
    first.database.set(fault);
    first.frozen = dies;
    await cluster.advance(leaseMs + tickMs, () => expect(cluster.leaders().length).toBeLessThanOrEqual(1));
    expect(cluster.leaders()).toEqual([second]);
    expect(cluster.terms).toEqual([1, 2]);
  });

  it('ends a term that cannot be renewed before the lease ends, and tells so', async () => {
    const first = await cluster.join();
    const term = first.election.term();
    first.database.set('stalls');
    await cluster.advance(leaseMs - 750);
    expect([first.election.term(), term?.isCurrent(), term?.signal.aborted]).toEqual([null, false, true]);
  });

  it('counts trust from before the question, not from the answer', async () => {
    const first = await cluster.join();
    await cluster.advance(500);
    const second = await cluster.join();
    first.database.set('stalls after');
    await cluster.advance(2 * tickMs - 750);
    first.database.set('none');
    await cluster.settle();
    first.database.set('fails');
    await cluster.advance(leaseMs + tickMs, () => expect(cluster.leaders().length).toBeLessThanOrEqual(1));
    expect(cluster.leaders()).toEqual([second]);
  });

  it('does not end a term while one of several renewals is answered', async () => {
    const first = await cluster.join();
    for (let round = 0; round < 5; round += 1) {
      first.database.set('stalls');
      await cluster.advance(tickMs);
      first.database.set('none');
      await cluster.advance(tickMs);
      expect(cluster.leaders()).toEqual([first]);
    }
    expect(cluster.terms).toEqual([1]);
  });

  it('knows at once after a pause that its trust is over, before any timer says so', async () => {
    const [first, second] = [await cluster.join(), await cluster.join()];
    first.frozen = true;
    await cluster.advance(leaseMs + tickMs);
    expect(first.election.term()).toBeNull();
    cluster.thaw(first);
    await cluster.advance(leaseMs);
    expect(cluster.leaders()).toEqual([second]);
  });

  it('gives back a grant that came too late to be used', async () => {
    const first = await cluster.join();
    const second = await cluster.join();
    await first.election.stop();
    second.database.set('stalls after');
    await cluster.advance(tickMs);
    await cluster.advance(leaseMs - 500);
    expect(cluster.leaders()).toEqual([]);
    second.database.set('none');
    await cluster.settle();
    const third = await cluster.join();
    expect(cluster.leaders()).toEqual([third]);
  });

  it('leaves its lease to others when it stops in the middle of a campaign', async () => {
    const first = await cluster.join();
    const second = await cluster.join();
    await first.election.stop();
    second.database.set('stalls after');
    await cluster.advance(tickMs);
    const stopped = second.election.stop();
    second.database.set('none');
    await stopped;
    await cluster.settle();
    const third = await cluster.join();
    expect(cluster.leaders()).toEqual([third]);
    expect(cluster.terms).toEqual([1, 3]);
  });

  it('never has two that trust that they lead, whatever happens', async () => {
    const faults: Fault[] = ['none', 'none', 'fails', 'fails after', 'stalls', 'stalls after'];
    const member = fc.nat({ max: 2 });
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 5_000 }) }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('fault' as const),
          member,
          fault: fc.constantFrom(...faults),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('freeze' as const), member }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('thaw' as const), member }) },
    );
    const scenario = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const trial = open();
      try {
        const members = [await trial.join(), await trial.join(), await trial.join()];
        const alone = () => expect(trial.leaders().length).toBeLessThanOrEqual(1);
        for (const next of steps) {
          if (next.do === 'wait') await trial.advance(next.ms, alone);
          if (next.do === 'fault') members[next.member]?.database.set(next.fault);
          if (next.do === 'freeze') Object.assign(members[next.member] ?? {}, { frozen: true });
          if (next.do === 'thaw')
            members.slice(next.member, next.member + 1).forEach((one) => trial.thaw(one));
          await trial.settle();
          alone();
        }
        for (const one of members) {
          one.database.set('none');
          trial.thaw(one);
        }
        await trial.advance(leaseMs + 2 * tickMs, alone);
        expect(trial.leaders()).toHaveLength(1);
        expect(trial.terms).toEqual([...new Set(trial.terms)].sort((a, b) => a - b));
      } finally {
        await trial.close();
      }
    });
    await fc.assert(scenario, { numRuns: 25 });
  }, 120_000);
});
