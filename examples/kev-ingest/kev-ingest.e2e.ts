import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, install, type Installation } from '@maestro/testing';
import { startFeed, type Feed } from './feed.cjs';

const RECORDS = 1404;
const source = readFileSync(join(__dirname, 'workflow.yaml'), 'utf8');

let maestro: Installation;
let feed: Feed;
let templateId: string;

beforeAll(async () => {
  [maestro, feed] = await Promise.all([install({ worker: 2, scheduler: 2 }), startFeed()]);
  await maestro.allow(new URL(feed.url).host);
  const template = await maestro.client.request('POST', '/api/templates', { body: { source } });
  templateId = template.id;
}, 60_000);
afterAll(async () => {
  await feed?.close();
  await maestro?.stop();
});

async function start(query = ''): Promise<string> {
  const inputs = { feed: `${new URL(feed.url).origin}/catalog.json${query}` };
  const run = await maestro.client.request('POST', '/api/runs', {
    body: { template_id: templateId, inputs },
  });
  return run.id;
}

async function records(): Promise<number> {
  const { data } = await maestro.client.request('GET', '/api/datasets');
  return data.find((dataset) => dataset.name === 'kev')?.records ?? 0;
}

describe('the ingest of the KEV catalogue', () => {
  it('loads nothing from a truncated feed or a failing server', async () => {
    for (const fault of ['truncated', '500']) {
      const run = await maestro.ended(await start(`?fault=${fault}`), 40_000);
      expect([run.status, run.output]).toEqual(['failed', null]);
      expect(run.error?.detail).toBeTruthy();
    }
    expect(await records()).toBe(0);
  }, 90_000);

  it('loads every record once, and says so', async () => {
    const run = await maestro.ended(await start());
    expect(run.output).toBe(`new ${RECORDS} · changed 0 · unchanged 0`);
    expect(run.outputs).toEqual({ new: RECORDS, changed: 0, unchanged: 0 });
    expect(await records()).toBe(RECORDS);
  }, 40_000);

  it('finds nothing new the second time, and the one record that changed the third', async () => {
    const again = await maestro.ended(await start());
    expect(again.output).toBe(`new 0 · changed 0 · unchanged ${RECORDS}`);
    const changed = await maestro.ended(await start('?change=CVE-2025-48384'));
    expect(changed.output).toBe(`new 0 · changed 1 · unchanged ${RECORDS - 1}`);
  }, 40_000);
});

describe('held half-way', () => {
  /** Starts a run whose feed holds the answer, and waits until the attempt is under way. */
  async function held(): Promise<string> {
    feed.hold();
    const before = feed.requests();
    const runId = await start();
    await eventually(() => feed.requests() > before, { timeoutMs: 15_000, what: 'The request of the run' });
    return runId;
  }

  it('survives the death of its worker: exact counts, no record twice', async () => {
    const runId = await held();
    for (const worker of maestro.services.worker) worker.kill('SIGKILL');
    await Promise.all(maestro.services.worker.map((worker) => worker.exited));
    feed.release();
    await maestro.services.start('worker');
    await maestro.services.start('worker');
    const run = await maestro.ended(runId, 30_000);
    expect(run.output).toBe(`new 0 · changed 1 · unchanged ${RECORDS - 1}`);
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: runId } });
    expect(data.find((task) => task.node === 'fetch')?.attempt).toBe(2);
    expect(await records()).toBe(RECORDS);
  }, 60_000);

  it('survives a Redis that forgets everything', async () => {
    const runId = await held();
    await maestro.redis.clear();
    feed.release();
    const run = await maestro.ended(runId, 30_000);
    expect(run.output).toBe(`new 0 · changed 0 · unchanged ${RECORDS}`);
  }, 60_000);
});

describe('side by side', () => {
  it('two workers share the work, and a dead leader hands over within ten seconds', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => start()));
    const runs = await Promise.all(ids.map((id) => maestro.ended(id, 60_000)));
    expect(new Set(runs.map((run) => run.output))).toEqual(
      new Set([`new 0 · changed 0 · unchanged ${RECORDS}`]),
    );

    const leader = await eventually(() => leading(), { timeoutMs: 10_000, what: 'A leader' });
    leader.kill('SIGKILL');
    const next = await eventually(async () => (await leading().catch(() => undefined)) ?? false, {
      timeoutMs: 10_000,
      what: 'The next leader',
    });
    expect(next.pid).not.toBe(leader.pid);
  }, 120_000);

  async function leading() {
    for (const scheduler of maestro.services.scheduler) {
      const answer = await fetch(`${scheduler.url}/readyz`).catch(() => undefined);
      const state = (await answer?.json().catch(() => undefined)) as
        { facts?: { leader?: boolean } } | undefined;
      if (state?.facts?.leader === true) return scheduler;
    }
    return undefined;
  }
});
