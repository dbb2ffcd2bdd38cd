import { eventually, install, type Installation } from '@maestro/testing';

const TICK_MS = 500;
/** 90 statements a minute with a tick of two seconds: so many in each tick of all processes together. */
const STATEMENTS_A_TICK = 3;
const TICKS = 18;
/** What a connection has asked is counted at last when it has been idle for ten seconds. */
const COUNTED_MS = 11_000;

describe('an installation at rest', () => {
  let maestro: Installation;
  beforeAll(async () => {
    maestro = await install();
  }, 60_000);
  afterAll(() => maestro?.stop());

  /** What was asked of the database, and how often its server tidied a table of it: that is counted among what was asked. */
  async function counted(): Promise<{ transactions: number; tidied: number }> {
    const [row] = await maestro.sql<{ transactions: string; tidied: string }>(
      `SELECT xact_commit + xact_rollback AS transactions,
              (SELECT sum(autovacuum_count + autoanalyze_count) FROM pg_stat_all_tables) AS tidied
       FROM pg_stat_database WHERE datname = current_database()`,
    );
    return { transactions: Number(row?.transactions), tidied: Number(row?.tidied) };
  }

  /** Statements a tick, over a while; null where the server's own doings are among them. */
  async function askedAWhile(visit: () => Promise<void>): Promise<number | null> {
    const before = await counted();
    const from = performance.now();
    while (performance.now() - from < TICKS * TICK_MS) {
      await visit();
      await passes(TICK_MS);
    }
    const ticks = (performance.now() - from) / TICK_MS;
    const after = await counted();
    return after.tidied === before.tidied ? (after.transactions - before.transactions) / ticks : null;
  }

  it('asks the database no more than ninety times a minute, probed and measured as it may be', async () => {
    const { api, scheduler, worker } = maestro.services;
    const probed = [...scheduler, ...worker];
    await eventually(
      async () => {
        const [leader] = scheduler;
        const facts = (await (await fetch(`${leader?.url}/readyz`)).json()) as {
          facts?: { leader: boolean };
        };
        return facts.facts?.leader;
      },
      { what: 'A leader' },
    );
    // What starting up asked for has been counted.
    await passes(COUNTED_MS);
    const visit = async () => {
      await Promise.all(probed.map((service) => fetch(`${service.url}/readyz`)));
      await Promise.all(api.map((service) => fetch(`${service.url}/livez`)));
    };
    let asked = await askedAWhile(visit);
    while (asked === null) asked = await askedAWhile(visit);
    expect(asked).toBeLessThanOrEqual(STATEMENTS_A_TICK);
    // Both the leader and the worker did ask: a silent stack would prove nothing.
    expect(asked).toBeGreaterThan(1.5);
  }, 90_000);
});

async function passes(ms: number): Promise<void> {
  const from = performance.now();
  await eventually(() => performance.now() - from >= ms, { timeoutMs: ms + 5_000, what: 'The time' });
}
