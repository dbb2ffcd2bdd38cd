import { planOf } from '@maestro/flow/testing';
import { budgetKey, rescueLost, settleLate, startRuns, type ClaimedTask } from '../src';
import { createHarness, type Harness, type TestWorker } from './harness';
import { violations } from './invariants';
import { account, begin, costing, end, open } from './money-driver';

/** More of them for a night; `-t 'seed 7:'` repeats one. */
const SEEDS = Number(process.env.MAESTRO_MONEY_SEEDS ?? 10);
const SPENDERS = 200;
const CAP = 50;
const UNIT = 1_000_000;
const WORKERS = 6;

let harness: Harness;
beforeAll(async () => (harness = await createHarness()));
afterAll(() => harness.close());

/** As in the storms of `chaos`: a seed repeats it (mulberry32). */
function diceOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A worker that may be killed at any point: what it held is found by the rescue, and it goes on as a zombie. */
class Spender {
  constructor(
    private readonly worker: TestWorker,
    private readonly dice: (below: number) => number,
    private readonly bill: (micros: number) => void,
  ) {}

  async work(task: ClaimedTask): Promise<void> {
    if (this.dice(100) < 3) return this.die();
    if (!(await begin(harness, this.worker, task))) return;
    if (this.dice(100) < 3) return this.die();
    const micros = (1 + this.dice(4)) * (UNIT / 4);
    this.bill(micros);
    const fate = this.dice(100);
    if (fate < 5) return this.die();
    if (fate < 8) {
      await this.die();
      const { run, n, token } = task;
      return settleLate(harness.engine, { run: run.ref, n, token, usage: { kind: 'amount', micros } });
    }
    const bill = fate < 10 ? NaN : micros;
    await end(this.worker, task, { bill: { kind: 'amount', micros: bill } });
  }

  /** It takes with it all that it holds; some are found at once, while they still go on. */
  private async die(): Promise<void> {
    await harness.sql(
      `UPDATE maestro_worker_sessions SET expires_at = maestro_now() - interval '1 minute' WHERE id = $1`,
      [this.worker.sessionId],
    );
    if (this.dice(2) === 0) await rescueLost(harness.engine);
  }
}

async function startAll(template: Awaited<ReturnType<Harness['publish']>>): Promise<void> {
  const request = {
    ...template,
    tenantId: harness.tenantId,
    inputs: {},
    createdBy: 'test',
    origin: 'api',
  } as const;
  const starts = Array.from({ length: SPENDERS }, () => ({
    ...request,
    traceparent: null,
    idempotencyKey: null,
  }));
  await startRuns(harness.engine, starts);
}

async function storm(seed: number) {
  harness.inbox.splice(0);
  const dice = diceOf(seed);
  const template = await harness.publish(planOf([costing('1.00 USD')], []));
  const id = await open(harness, { cap: CAP * UNIT, scope: 'template', subject: template.templateId });
  await startAll(template);
  let billed = 0;
  while (harness.inbox.length > 0) {
    const lanes = Array.from({ length: WORKERS }, async () => {
      const worker = await harness.worker();
      const spender = new Spender(worker, dice, (micros) => (billed += micros));
      // As many statements at once as there are connections: what is waited for is money, not those.
      for (const task of await worker.claim(harness.inbox.splice(0, 12))) await spender.work(task);
      await worker.completer.idle();
    });
    await Promise.all(lanes);
    await rescueLost(harness.engine);
  }
  const { spent, reserved } = await account(harness, id);
  // What is left waits for money that does not come.
  await harness.sql(`UPDATE maestro_runs SET check_at = 'infinity' WHERE finished_at IS NULL`);
  return { billed: billed / UNIT, spent: spent / UNIT, reserved, usable: spent / (CAP * UNIT) };
}

test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))(
  'D25 seed %i: 200 spenders and their deaths leave a cap of 50 whole, and use it up',
  async (seed) => {
    const { billed, spent, reserved, usable } = await storm(seed);
    expect({ seed, reserved }).toEqual({ seed, reserved: 0 });
    expect(spent).toBeLessThanOrEqual(CAP);
    expect(billed).toBeLessThanOrEqual(spent);
    expect(usable).toBeGreaterThanOrEqual(0.95);
  },
  // Long only where others want the machine, too.
  90_000,
);

test('E122 where money is left for one of 200 runs, one begins and 199 wait', async () => {
  const template = await harness.publish(planOf([costing('1.00 USD')], []));
  const id = await open(harness, { cap: UNIT, scope: 'template', subject: template.templateId });
  await startAll(template);
  const lanes = await Promise.all(
    Array.from({ length: WORKERS }, async () => {
      const worker = await harness.worker();
      const begun: boolean[] = [];
      for (const task of await worker.claim(harness.inbox.splice(0, SPENDERS / WORKERS + 1)))
        begun.push(await begin(harness, worker, task));
      return begun;
    }),
  );
  const begun = lanes.flat();
  expect([begun.length, begun.filter(Boolean).length]).toEqual([SPENDERS, 1]);
  const [waiting] = await harness.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM maestro_waits WHERE key = $1 AND reason = 'BUDGET'`,
    [budgetKey(id)],
  );
  expect(waiting?.count).toBe(SPENDERS - 1);
  expect(await account(harness, id)).toMatchObject({ spent: 0, reserved: UNIT });
});

test('all rules hold after the storms', async () => expect(await violations(harness)).toEqual({}));
