import { revokeApiKey } from '@maestro/persistence';
import { eventually } from '@maestro/testing';
import { createClient, type RunEvent } from '@maestro/client';
import { OpenStreams } from '../src/runs/open-streams';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { openStream, perform as performIn, type Frame } from './streaming';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'first', 'second') });
});

async function startRun(): Promise<string> {
  return (await tenant.call('POST', '/api/runs', { body: { template: 'flow' } })).body.id;
}

const perform = (runId: string, n: number) => performIn(maestro, tenant, { runId, n });

/** An open stream of a run's events. */
const open = (runId: string, headers: Record<string, string> = {}, query = '') =>
  openStream(`${maestro.url}/api/runs/${runId}/events${query}`, {
    authorization: `Bearer ${tenant.key}`,
    ...headers,
  });

const eventsOf = (frames: readonly Frame[]) => frames.filter((frame) => frame.event !== undefined);
const typesOf = (frames: readonly Frame[]) => eventsOf(frames).map((frame) => frame.event);

it('lists what happened to a run, page by page', async () => {
  const runId = await startRun();
  await perform(runId, 0);
  // Readers stop below the oldest transaction of the server, which may be one of another suite.
  const data = await eventually(
    async () => {
      const { body } = await tenant.call('GET', `/api/runs/${runId}/events`);
      return body.data.some(({ type }: { type: string }) => type === 'tasks') ? body.data : null;
    },
    { timeoutMs: 15_000 },
  );
  expect(data[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}\.\d+-\d+$/),
    at: expect.stringMatching(/Z$/),
    type: 'run.created',
    run_id: runId,
    actor: 'key:owner',
    transitions: [
      { task: `task_${runId.slice(4)}_0`, n: 0, node: 'first', from: 'pending', to: 'queued', attempt: 0 },
    ],
    data: null,
  });
  const seen: unknown[] = [];
  for (let after = '', more = true; more;) {
    const query = `?limit=1${after && `&after=${after}`}`;
    const { body } = await tenant.call('GET', `/api/runs/${runId}/events${query}`);
    seen.push(...body.data);
    [after, more] = [body.page.next ?? '', body.page.has_more];
  }
  expect(seen).toEqual(data);
});

it('streams a run to its end', async () => {
  const runId = await startRun();
  const stream = await open(runId);
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
  expect(stream.response.headers.get('cache-control')).toBe('no-store');
  await eventually(() => typesOf(stream.frames).includes('run.created'));
  await perform(runId, 0);
  await eventually(() => stream.frames.some((frame) => frame.data?.includes('"to":"succeeded"')));
  await perform(runId, 1);
  await stream.done;

  expect(stream.frames[0]).toEqual({ retry: '2000' });
  expect(typesOf(stream.frames).slice(-2)).toEqual(['run.finished', 'end']);
  const { data } = (await tenant.call('GET', `/api/runs/${runId}/events?limit=1000`)).body;
  const streamed = eventsOf(stream.frames).slice(0, -1);
  expect(streamed.map((frame) => JSON.parse(frame.data as string))).toEqual(data);
  expect(streamed.map((frame) => frame.id)).toEqual(data.map((event: { id: string }) => event.id));
});

it('resumes behind the last event, by header before address, and ends at once where all was seen', async () => {
  const runId = await startRun();
  await tenant.call('POST', `/api/runs/${runId}/cancel`);
  const all = await open(runId);
  await all.done;
  const ids = eventsOf(all.frames).map((frame) => frame.id as string);
  const resumed = await open(runId, { 'last-event-id': ids[1] as string }, `?after=${ids[0]}`);
  await resumed.done;
  expect(eventsOf(resumed.frames)).toEqual(eventsOf(all.frames).slice(2));
  const nothing = await open(runId, {}, `?after=${ids.at(-2)}`);
  await nothing.done;
  expect(typesOf(nothing.frames)).toEqual(['end']);
});

it('can be followed by the client of this repository through many broken connections', async () => {
  const runId = await startRun();
  const client = createClient({ baseUrl: maestro.url, apiKey: tenant.key });
  const seen: RunEvent[] = [];
  const following = (async () => {
    for await (const event of client.streamEvents(runId)) seen.push(event);
  })();
  const cutAll = () => maestro.api.app.getHttpServer().closeAllConnections();
  await eventually(() => seen.length >= 1);
  cutAll();
  await perform(runId, 0);
  await eventually(() => seen.some((event) => event.transitions.some(({ to }) => to === 'succeeded')));
  cutAll();
  await perform(runId, 1);
  await following;
  const { data } = (await tenant.call('GET', `/api/runs/${runId}/events?limit=1000`)).body;
  expect(seen).toEqual(data);
}, 30_000);

it('lets a client go on where it stood after the database was away', async () => {
  const runId = await startRun();
  const client = createClient({ baseUrl: maestro.url, apiKey: tenant.key });
  const seen: RunEvent[] = [];
  const following = (async () => {
    for await (const event of client.streamEvents(runId)) seen.push(event);
  })();
  await eventually(() => seen.length >= 1);
  maestro.link.cut();
  await eventually(async () => (await tenant.call('GET', '/api/runs')).status === 503);
  maestro.link.mend();
  await eventually(async () => (await tenant.call('GET', '/api/runs')).status === 200);
  await tenant.call('POST', `/api/runs/${runId}/cancel`);
  await following;
  const { data } = (await tenant.call('GET', `/api/runs/${runId}/events`)).body;
  expect(seen).toEqual(data);
}, 30_000);

it('E046: refuses a cursor that is none before it begins to stream', async () => {
  const runId = await startRun();
  for (const accept of ['application/json', 'text/event-stream']) {
    const headers = { accept };
    problemOf(await tenant.call('GET', `/api/runs/${runId}/events?after=zzz`, { headers }), [
      400,
      'invalid-cursor',
    ]);
  }
  const headers = { accept: 'text/event-stream', 'last-event-id': '1-1' };
  problemOf(await tenant.call('GET', `/api/runs/${runId}/events`, { headers }), [400, 'invalid-cursor']);
});

it('begins anew where the cursor counts in another cluster', async () => {
  const runId = await startRun();
  await tenant.call('POST', `/api/runs/${runId}/cancel`);
  const stream = await open(runId, { 'last-event-id': '00000000.9999999-1' });
  await stream.done;
  expect(typesOf(stream.frames).slice(0, 2)).toEqual(['reset', 'run.created']);
  expect(typesOf(stream.frames).at(-1)).toBe('end');
  const after = await tenant.call('GET', `/api/runs/${runId}/events?after=00000000.1-1`);
  problemOf(after, [400, 'invalid-cursor']);
});

it('ends the streams of a revoked key within five seconds', async () => {
  const runId = await startRun();
  const key = await tenant.newKey('viewer');
  const stream = await open(runId, { authorization: `Bearer ${key}` });
  await eventually(() => typesOf(stream.frames).length > 0);
  const revokedAt = performance.now();
  await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
    revokeApiKey(tx, key.split('_')[2] as string),
  );
  await stream.done;
  expect(performance.now() - revokedAt).toBeLessThan(5_000);
  expect(typesOf(stream.frames)).not.toContain('end');
}, 15_000);

it('lets go of a stream whose client has gone', async () => {
  const streams = maestro.api.app.get(OpenStreams);
  const runId = await startRun();
  const stream = await open(runId);
  await eventually(() => streams.count === 1);
  stream.close();
  await eventually(() => streams.count === 0);
});

it('does not begin a stream for HEAD, which would never be read', async () => {
  const runId = await startRun();
  const headers = { accept: 'text/event-stream' };
  const answer = await tenant.call('HEAD', `/api/runs/${runId}/events`, { headers });
  expect(answer.status).toBe(200);
  expect(maestro.api.app.get(OpenStreams).count).toBe(0);
});

it('ends all streams, without their end, when the service stops', async () => {
  const own = await createHarness();
  const [before, url] = [maestro, own.url];
  maestro = own;
  try {
    tenant = await own.newTenant();
    await tenant.call('POST', '/api/templates', { body: chain('flow', 'first', 'second') });
    const stream = await open(await startRun());
    await eventually(() => typesOf(stream.frames).length > 0);
    await own.api.close();
    await stream.done;
    expect(typesOf(stream.frames)).not.toContain('end');
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
  } finally {
    maestro = before;
    await own.close();
  }
}, 60_000);
