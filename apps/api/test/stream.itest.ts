import { pruneRuns } from '@maestro/engine';
import { formatId, openAnnouncements, revokeApiKey } from '@maestro/persistence';
import { asOwner, eventually } from '@maestro/testing';
import { OpenStreams } from '../src/runs/open-streams';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { openStream, perform, type Frame, type OpenedStream } from './streaming';

let maestro: Harness;
let tenant: TestTenant;
const opened: OpenedStream[] = [];

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'first', 'second') });
});
afterEach(() => {
  for (const stream of opened.splice(0)) stream.close();
});

async function startRun(): Promise<string> {
  return (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
}

async function open(query = '', headers: Record<string, string> = {}): Promise<OpenedStream> {
  const stream = await openStream(`${maestro.url}/api/stream${query}`, {
    authorization: `Bearer ${tenant.key}`,
    ...headers,
  });
  opened.push(stream);
  // From here on nothing is missed.
  await eventually(() => stream.frames.some(({ event }) => event === 'open' || event === 'reset'));
  return stream;
}

/** A run whose start has been told of: streams that are opened from now on begin behind it. */
async function startToldRun(): Promise<string> {
  const witness = await open();
  const run = await startRun();
  await eventually(() => told(witness).includes(`run.created ${run}`));
  return run;
}

const sql = (text: string) =>
  asOwner(maestro.database.ownerUrl, async (owner) => (await owner.query(text)).rows);
const eventsOf = (frames: readonly Frame[]) =>
  frames.filter(({ data }) => data).map(({ data }) => JSON.parse(data as string));
const told = (stream: OpenedStream) => eventsOf(stream.frames).map(({ type, run_id }) => `${type} ${run_id}`);

it('tells of a run step by step, and of the others how they come and go', async () => {
  const watched = await startToldRun();
  const steps = await open(`?topics=run:${watched}`);
  const runs = await open();
  const other = await startRun();
  for (const n of [0, 1]) await perform(maestro, tenant, { runId: watched, n });
  await tenant.call('POST', `/api/runs/${other}/cancel`);

  await eventually(() => told(runs).includes(`run.finished ${other}`));
  await eventually(() => told(steps).includes(`run.finished ${watched}`));
  const of = (run: string) => told(runs).filter((line) => line.endsWith(run));
  expect(of(watched)).toEqual([`run.finished ${watched}`]);
  expect(of(other)).toEqual([
    `run.created ${other}`,
    ...of(other)
      .slice(1, -1)
      .map(() => `run.control ${other}`),
    `run.finished ${other}`,
  ]);
  const own = eventsOf(steps.frames);
  expect(own.map(({ type }) => type)).toEqual(['tasks', 'run.finished']);
  expect(own[0].transitions[0]).toMatchObject({ node: 'first', to: 'succeeded' });
  expect(own[0]).toMatchObject({ topics: [`run:${watched}`], orchestra_id: null });
}, 30_000);

it('hears of events from those who commit them', async () => {
  const news: (readonly string[] | null)[] = [];
  const announcements = openAnnouncements({
    url: maestro.database.appUrl,
    application: 'test',
    onNews: (tenants) => void news.push(tenants),
  });
  await eventually(() => announcements.live());
  await startRun();
  await eventually(() => news.some((tenants) => tenants?.includes(tenant.uuid)));
  await announcements.close();
});

it('is resumed without loss or repeat, however often it breaks', async () => {
  const seen: string[] = [];
  let last: string | undefined;
  const started: string[] = [];
  for (let round = 0; round < 25; round += 1) {
    const stream = await open('', last ? { 'last-event-id': last } : {});
    const goal = started.length;
    started.push(await startRun());
    // Broken off while its events are under way, or after them, as it comes.
    if (round % 3 > 0) await eventually(() => seen.length + told(stream).length > goal);
    stream.close();
    await stream.done;
    seen.push(...told(stream));
    last = stream.frames.filter(({ id }) => id).at(-1)?.id ?? last;
  }
  const rest = await open('', { 'last-event-id': last as string });
  await eventually(() => seen.length + told(rest).length >= started.length, { timeoutMs: 15_000 });
  expect([...seen, ...told(rest)]).toEqual(started.map((run) => `run.created ${run}`));
}, 60_000);

it('gives one page to those who poll, from where they stood', async () => {
  const first = (await tenant.call('GET', '/api/stream')).body;
  expect(first).toEqual({ data: [], page: { next: expect.any(String), has_more: false } });
  const runs = [await startRun(), await startRun()];
  const { data } = await eventually(async () => {
    const { body } = await tenant.call('GET', `/api/stream?after=${first.page.next}`);
    return body.data.length === 2 && body;
  });
  expect(data.map(({ run_id }: { run_id: string }) => run_id)).toEqual(runs);
  const again = (await tenant.call('GET', `/api/stream?after=${data[0].id}`)).body;
  expect(again.data).toEqual(data.slice(1));
}, 30_000);

it('tells a tenant nothing of another one', async () => {
  const stream = await open();
  const own = tenant;
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'first') });
  const foreign = await startRun();
  const other = await open(`?topics=run:${foreign}`);
  await tenant.call('POST', `/api/runs/${foreign}/cancel`);
  await eventually(() => told(other).includes(`run.finished ${foreign}`));
  tenant = own;
  const run = await startRun();
  await eventually(() => told(stream).length > 0);
  expect(told(stream)).toEqual([`run.created ${run}`]);
}, 30_000);

it('says at once what is wrong with a request', async () => {
  const none = formatId('run', '00000000-0000-7000-8000-000000000000');
  const foreign = await maestro.newTenant();
  await foreign.call('POST', '/api/templates', { body: chain('flow', 'first') });
  const theirs = (await foreign.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
  const headers = { accept: 'text/event-stream' };
  const ask = (query: string, more = {}) =>
    tenant.call('GET', `/api/stream?${query}`, { headers: { ...headers, ...more } });

  for (const topics of ['', 'runs', 'runs:all,runs:all', 'run:xyz', 'task:1', 'runs:all,'])
    problemOf(await ask(`topics=${topics}`), [400, 'invalid-parameter']);
  problemOf(await ask(`topics=run:${none}`), [404, 'not-found']);
  const [given, missing] = [await ask(`topics=run:${theirs}`), await ask(`topics=run:${none}`)];
  expect({ ...given.body, trace_id: '' }).toEqual({ ...missing.body, trace_id: '' });
  problemOf(await ask('after=zzz'), [400, 'invalid-cursor']);
  problemOf(await ask('', { 'last-event-id': '1'.repeat(3_000) }), [400, 'invalid-cursor']);
});

it('begins anew where the cursor is of another cluster, or of before what was forgotten', async () => {
  const foreign = await open('', { 'last-event-id': '00000000.9999999-1' });
  expect(foreign.frames[0]?.event).toBe('reset');
  const begun = (await tenant.call('GET', '/api/stream')).body.page.next;
  const run = await startRun();
  await tenant.call('POST', `/api/runs/${run}/cancel`);
  await eventually(async () => (await tenant.call('GET', `/api/runs/${run}`)).body.finished_at);
  expect((await open('', { 'last-event-id': begun })).frames[0]?.event).toBe('open');
  // History is kept for a day at the least.
  await maestro.database.setClockOffset(48 * 3_600_000);
  expect(await pruneRuns(maestro.connections.engine, { days: 1, limit: 10 })).toBeGreaterThan(0);
  expect((await open('', { 'last-event-id': begun })).frames[0]?.event).toBe('reset');
  await maestro.database.setClockOffset(0);
}, 30_000);

it('ends with the key it was opened with, and lets go of a client that has gone', async () => {
  const key = await tenant.newKey('viewer');
  const stream = await open('', { authorization: `Bearer ${key}` });
  await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
    revokeApiKey(tx, key.split('_')[2] as string),
  );
  await stream.done;
  const gone = await open();
  gone.close();
  await eventually(() => maestro.api.app.get(OpenStreams).count === 0);
}, 20_000);

it('heals a connection that breaks, and polls meanwhile', async () => {
  const stream = await open();
  // Nobody is told any more; what is there is found all the same.
  await sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'maestro-api-events'`,
  );
  const run = await startRun();
  await eventually(() => told(stream).includes(`run.created ${run}`), { timeoutMs: 10_000 });
  await eventually(
    async () =>
      (
        await sql(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'maestro-api-events'`,
        )
      ).length > 0,
    { timeoutMs: 10_000 },
  );
}, 30_000);
