import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, install, type Installation } from '@maestro/testing';

/** A remote server whose answers wait until the test lets go of them. */
interface Remote {
  url: string;
  requests: { key: string | undefined }[];
  /** Answers all that wait, and everything after it at once. */
  release(status?: number): void;
  hold(): void;
  close(): void;
}

let maestro: Installation;
let remote: Remote;

beforeAll(async () => {
  remote = await startRemote();
  maestro = await install({ worker: 2, env: { MAESTRO_WORKER_DRAIN_S: '1' } });
  await maestro.allow(new URL(remote.url).host);
}, 60_000);
beforeEach(() => {
  remote.requests.length = 0;
  remote.hold();
});
afterAll(async () => {
  remote?.close();
  await maestro?.stop();
});

describe('a worker', () => {
  it('that is frozen for longer than its lease loses its task, and its late answer changes nothing', async () => {
    const runId = await start();
    await eventually(() => remote.requests.length === 1, { what: 'The first attempt' });
    const [zombie] = await holders(runId);
    zombie.kill('SIGSTOP');
    await eventually(() => remote.requests.length === 2, { timeoutMs: 15_000, what: 'The second attempt' });
    zombie.kill('SIGCONT');
    remote.release();
    const run = await maestro.ended(runId);
    const [task] = await tasks(runId);
    expect([run.status, task?.attempt]).toEqual(['succeeded', 2]);
    // An effect may happen twice; the key by which the other side can tell is one.
    expect(new Set(remote.requests.map((request) => request.key)).size).toBe(1);
    await eventually(async () => (await fetch(`${zombie.url}/readyz`)).ok, {
      what: 'The return of the worker',
    });
    expect(await maestro.ended(runId)).toEqual(run);
  }, 60_000);

  it('that is told to stop hands back what has not ended, under the same attempt number', async () => {
    const runId = await start();
    await eventually(() => remote.requests.length === 1, { what: 'The first attempt' });
    const [holder] = await holders(runId);
    holder.kill('SIGTERM');
    expect(await holder.exited).toEqual({ code: 0, signal: null });
    await eventually(() => remote.requests.length === 2, { timeoutMs: 10_000, what: 'The second try' });
    remote.release();
    expect((await maestro.ended(runId)).status).toBe('succeeded');
    expect((await tasks(runId))[0]?.attempt).toBe(1);
    await maestro.services.start('worker');
  }, 60_000);

  it('hears of a cancelled run within five seconds, and stops what it does for it', async () => {
    const runId = await start();
    await eventually(() => remote.requests.length === 1, { what: 'The attempt' });
    await maestro.client.request('POST', '/api/runs/{id}/cancel', {
      params: { id: runId },
      body: { reason: 'enough' },
    });
    const run = await maestro.ended(runId, 5_000);
    expect([run.status, (await tasks(runId)).map((task) => task.status)]).toEqual([
      'cancelled',
      ['cancelled', 'skipped'],
    ]);
  }, 30_000);

  it('tries again after the pause that the template asks for', async () => {
    const runId = await start({
      retry: '{ max_attempts: 3, backoff: fixed, delay: 300ms, jitter: none, on: [http_5xx] }',
    });
    await eventually(() => remote.requests.length === 1, { what: 'The first attempt' });
    remote.release(503);
    await eventually(() => remote.requests.length === 2, { timeoutMs: 10_000, what: 'The second attempt' });
    remote.release(200);
    const run = await maestro.ended(runId);
    expect([run.status, (await tasks(runId))[0]?.attempt]).toEqual(['succeeded', expect.any(Number)]);
  }, 30_000);

  it('runs no command unless it was told to', async () => {
    const runId = await publishAndStart(`
      - { id: a, kind: task, ref: shell, with: { command: [id] } }`);
    const run = await maestro.ended(runId);
    expect(run.status).toBe('failed');
    expect((await tasks(runId))[0]?.error?.code).toBe('handler-disabled');
  }, 30_000);

  it('goes on after Postgres has thrown everybody out', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => start()));
    await eventually(() => remote.requests.length === ids.length, { what: 'All attempts' });
    await maestro.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    remote.release();
    const runs = await Promise.all(ids.map((id) => maestro.ended(id)));
    expect(runs.map((run) => run.status)).toEqual(ids.map(() => 'succeeded'));
  }, 60_000);
});

function start({ retry }: { retry?: string } = {}): Promise<string> {
  return publishAndStart(`
      - { id: call, kind: task, ref: http, with: { url: '${remote.url}', method: POST }${retry ? `, retry: ${retry}` : ''} }
      - { id: after, kind: task, ref: noop }
    edges: [{ from: call, to: after }]`);
}

let templates = 0;
async function publishAndStart(nodes: string): Promise<string> {
  const source = `
  apiVersion: maestro/v1
  kind: Workflow
  metadata: { name: faults-${(templates += 1)} }
  spec:
    nodes:${nodes}
`.replace(/^ {2}/gm, '');
  const { id } = await maestro.client.request('POST', '/api/templates', { body: { source } });
  return (await maestro.client.request('POST', '/api/runs', { body: { template_id: id } })).id;
}

async function tasks(runId: string) {
  return (await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id: runId } })).data;
}

/** The workers that hold the running task of a run, by the name of their session: its process id is part of it. */
async function holders(runId: string) {
  const rows = await maestro.sql<{ name: string }>(`
    SELECT s.name FROM maestro_tasks t JOIN maestro_worker_sessions s ON s.id = t.session_id
    WHERE t.status = 'running' ORDER BY t.started_at DESC LIMIT 1`);
  const holding = maestro.services.worker.filter((worker) =>
    rows.some((row) => row.name.endsWith(`-${worker.pid}`)),
  );
  if (!holding[0]) throw new Error(`no worker holds ${runId}`);
  return holding as [(typeof holding)[0], ...typeof holding];
}

async function startRemote(): Promise<Remote> {
  const requests: Remote['requests'] = [];
  let answer: { status: number } | null = null;
  const waiting: (() => void)[] = [];
  const server: Server = createServer((request, response) => {
    request.resume();
    requests.push({ key: request.headers['idempotency-key'] as string | undefined });
    const respond = () =>
      response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' }).end('{}');
    if (answer) respond();
    else waiting.push(respond);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    hold: () => void (answer = null),
    release: (status = 200) => {
      answer = { status };
      for (const respond of waiting.splice(0)) respond();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
