import { eventually, install, type Installation } from '@maestro/testing';
import { breaches } from './breaches';
import { fan } from './workloads/graphs';
import type { Site } from './workloads/workload';

/** The ways in which the queue can lie: messages that never come, come twice, or are swallowed with the line. */
const definition = fan.definition({} as Site);
const RUNS = 20;

async function publish(maestro: Installation): Promise<string> {
  const body = { name: 'fan', definition: definition as never };
  return (await maestro.client.request('POST', '/api/templates', { body })).id;
}

const start = (maestro: Installation, template: string) =>
  maestro.client.request('POST', '/api/runs', { body: { template_id: template } });

describe('a queue that drops and doubles messages', () => {
  let maestro: Installation;
  beforeAll(async () => {
    maestro = await install({ worker: 2, env: { MAESTRO_FAULTS: 'seed=6;queue=0.05' } });
  }, 60_000);
  afterAll(() => maestro?.stop());

  it('costs time, and changes no result', async () => {
    const template = await publish(maestro);
    const runs = await Promise.all(Array.from({ length: RUNS }, () => start(maestro, template)));
    const ended = await Promise.all(runs.map(({ id }) => maestro.ended(id, 90_000)));
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(await breaches(maestro)).toEqual({});
  }, 120_000);
});

describe('a Redis that nothing comes back from', () => {
  let maestro: Installation;
  beforeAll(async () => {
    maestro = await install({ worker: 2, linked: true });
  }, 60_000);
  afterAll(() => maestro?.stop());

  it('keeps nobody from starting runs, and they go on when it is back', async () => {
    const template = await publish(maestro);
    await maestro.ended((await start(maestro, template)).id);

    maestro.links?.redis.silence();
    const took: number[] = [];
    const runs: string[] = [];
    for (let i = 0; i < RUNS; i += 1) {
      const from = performance.now();
      runs.push((await start(maestro, template)).id);
      took.push(performance.now() - from);
    }
    expect(Math.max(...took)).toBeLessThan(3_000);
    expect((await fetch(`${maestro.services.apiUrl}/readyz`)).status).toBe(200);

    maestro.links?.redis.heal();
    const ended = await Promise.all(runs.map((id) => maestro.ended(id, 30_000)));
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(await breaches(maestro)).toEqual({});
  }, 90_000);

  it('is full again within ten seconds of having forgotten everything', async () => {
    const template = await publish(maestro);
    for (const worker of maestro.services.worker) worker.kill('SIGSTOP');
    await Promise.all(Array.from({ length: RUNS }, () => start(maestro, template)));
    const isFull = async () => (await maestro.redis.queuedTasks('default')).size >= RUNS;
    await eventually(isFull, { what: 'The queue before' });
    await maestro.redis.clear();
    await eventually(isFull, { timeoutMs: 10_000, what: 'The queue after' });
    for (const worker of maestro.services.worker) worker.kill('SIGCONT');
    await eventually(async () => (await openRuns()) === 0, {
      timeoutMs: 60_000,
      what: 'The end of all runs',
    });
    expect(await breaches(maestro)).toEqual({});
  }, 90_000);

  async function openRuns(): Promise<number> {
    const [row] = await maestro.sql<{ open: number }>(
      'SELECT count(*)::int AS open FROM maestro_runs WHERE finished_at IS NULL',
    );
    return row?.open ?? -1;
  }
});
