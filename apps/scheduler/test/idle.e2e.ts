import { eventually, install, type Installation } from '@maestro/testing';

const TICK_MS = 500;
/** 90 statements a minute with a tick of two seconds: so many in each tick of all processes together. */
const STATEMENTS_A_TICK = 3;
const TICKS = 24;

describe('an installation at rest', () => {
  let maestro: Installation;
  beforeAll(async () => {
    maestro = await install();
  }, 60_000);
  afterAll(() => maestro?.stop());

  async function transactions(): Promise<number> {
    const [row] = await maestro.sql<{ count: string }>(
      `SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()`,
    );
    return Number(row?.count);
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
    // What starting up asks for has been asked, and has been counted.
    await passes(6 * TICK_MS);
    const before = await transactions();
    const from = performance.now();
    while (performance.now() - from < TICKS * TICK_MS) {
      await Promise.all(probed.map((service) => fetch(`${service.url}/readyz`)));
      await Promise.all(api.map((service) => fetch(`${service.url}/livez`)));
      await passes(TICK_MS);
    }
    const asked = (await transactions()) - before;
    const ticks = (performance.now() - from) / TICK_MS;
    expect(asked / ticks).toBeLessThanOrEqual(STATEMENTS_A_TICK);
    // Both the leader and the worker did ask: a silent stack would prove nothing.
    expect(asked / ticks).toBeGreaterThan(1.5);
  }, 60_000);
});

async function passes(ms: number): Promise<void> {
  const from = performance.now();
  await eventually(() => performance.now() - from >= ms, { timeoutMs: ms + 5_000, what: 'The time' });
}
