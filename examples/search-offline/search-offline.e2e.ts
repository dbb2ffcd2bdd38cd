import { eventually, install, type Installation } from '@maestro/testing';
import { deploy, type Nights } from '../nights';
import { openStore, type Store } from './store';

let maestro: Installation;
let store: Store;
let nights: Nights;

beforeAll(async () => {
  [maestro, store] = await Promise.all([install({ worker: 1, scheduler: 1 }), openStore()]);
  await maestro.allow(store.host);
  nights = await deploy(maestro, {
    ...{ folder: __dirname, score: 'search-offline.yaml' },
    ...{ from: '2031-06-01T12:00:00Z', inputs: { store: store.url } },
  });
}, 60_000);
beforeEach(() => {
  store.calls.length = 0;
});
afterAll(async () => {
  await store?.close();
  await maestro?.stop();
});

const called = (line: string, times = 1) =>
  eventually(() => store.calls.filter((call) => call === line).length >= times, {
    timeoutMs: 20_000,
    what: `${times} × ${line}`,
  });

/** What searches read while something goes on: each of them a whole index, or this fails. */
async function readDuring<T>(work: Promise<T>): Promise<{ result: T; seen: string[] }> {
  const seen = new Set<string>();
  let over = false;
  const ending = work.finally(() => (over = true));
  while (!over) seen.add(await store.read());
  return { result: await ending, seen: [...seen] };
}

it('builds beside what is read, and promotes in one step', async () => {
  await nights.clock('2031-06-02T02:00:00Z');
  const { result: run, seen } = await readDuring(nights.run(1).then((id) => maestro.ended(id)));
  expect([run.status, run.output]).toEqual(['succeeded', '8 documents in the index']);
  expect(await store.read()).toBe(run.id);
  expect(new Set(seen)).toEqual(new Set(['first', run.id]));
});

it('leaves the old index where a worker dies between building and promoting', async () => {
  const old = await store.read();
  store.hold('indexes');
  await nights.clock('2031-06-03T02:00:00Z');
  const id = await nights.run(2);
  await called('PUT /indexes');
  for (const worker of maestro.services.worker) worker.kill('SIGKILL');
  await Promise.all(maestro.services.worker.map((worker) => worker.exited));
  expect([await store.read(), store.calls]).toEqual([old, ['PUT /indexes']]);
  store.release();
  await maestro.services.start('worker');
  const { result: run, seen } = await readDuring(maestro.ended(id));
  expect([run.status, await store.read()]).toEqual(['succeeded', id]);
  expect(seen.every((index) => index === old || index === id)).toBe(true);
});

it('tries three times more, ten minutes apart', async () => {
  store.busy(3);
  await nights.clock('2031-06-04T02:00:00Z');
  const id = await nights.run(3);
  let before = Date.parse('2031-06-04T02:00:00Z');
  for (let retry = 0; retry < 3; retry += 1) {
    const again = await nights.retryAt(id, 'promote', before);
    expect(Math.floor((again - before) / 60_000)).toBe(10);
    before = again;
    await nights.clock(again);
  }
  expect((await maestro.ended(id)).status).toBe('succeeded');
  expect([await store.read(), store.calls]).toEqual([
    id,
    ['PUT /indexes', ...Array.from({ length: 4 }, () => 'PUT /manifest')],
  ]);
});

it('does not overwrite what somebody else has promoted meanwhile', async () => {
  store.hold('indexes');
  await nights.clock('2031-06-05T02:00:00Z');
  const id = await nights.run(4);
  await called('PUT /indexes');
  store.moveManifest();
  store.release();
  const run = await maestro.ended(id);
  const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id } });
  expect([run.status, data.find(({ node }) => node === 'promote')?.error?.code]).toEqual([
    'failed',
    'http_4xx',
  ]);
  expect(await store.read()).toBe('by-hand');
});

it('is given up after two hours, once, whoever leads by then', async () => {
  store.hold('indexes');
  await nights.clock('2031-06-06T02:00:00Z');
  const id = await nights.run(5);
  await called('PUT /indexes');
  await nights.clock('2031-06-06T03:59:00Z');
  for (const scheduler of maestro.services.scheduler) scheduler.kill('SIGKILL');
  await nights.clock('2031-06-06T04:00:02Z');
  await maestro.services.start('scheduler');
  const run = await maestro.ended(id);
  expect([run.status, await store.read()]).toEqual(['timed_out', 'by-hand']);
  expect(store.calls).toEqual(expect.not.arrayContaining(['PUT /manifest']));
  const events = await eventually(
    async () => {
      const { data } = await maestro.client.request('GET', '/api/runs/{id}/events', { params: { id } });
      const ends = data.filter(({ type }) => type === 'run.finished');
      return ends.length > 0 && ends;
    },
    { timeoutMs: 10_000, what: 'The end in the history' },
  );
  expect(events).toHaveLength(1);
});
