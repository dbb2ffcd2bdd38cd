import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, type Installation } from '@maestro/testing';
import { installPoisonable, startRun, tasksOf } from './poison/start';

describe('a task whose worker died', () => {
  let maestro: Installation;
  let server: Server;
  let stopping = false;
  let supervised: Promise<void>;

  beforeAll(async () => {
    server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
    maestro = await installPoisonable();
    await maestro.allow(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    supervised = supervise();
  }, 60_000);
  afterAll(async () => {
    stopping = true;
    server.close();
    await maestro?.stop();
    await supervised;
  });

  /** As an operator's supervisor does it: where a worker dies, another one is started. */
  async function supervise(): Promise<void> {
    for (;;) {
      const [worker] = maestro.services.worker.slice(-1);
      await worker?.exited;
      if (stopping) return;
      await maestro.services.start('worker');
    }
  }

  async function runsAlone(runId: string): Promise<void> {
    await eventually(
      async () => {
        const [task] = await tasksOf(maestro, runId);
        return task?.status === 'running' && task.attempt > 1;
      },
      { timeoutMs: 30_000, what: 'The second attempt' },
    );
  }

  it('is quarantined when it kills its own process three times, and harms nobody else', async () => {
    const poison = await Promise.all(
      ['exit', 'segfault', 'memory'].map((way) =>
        startRun(maestro, `{ id: a, kind: task, ref: poison, with: { do: ${way} } }`),
      ),
    );
    const neighbours = await Promise.all(
      Array.from({ length: 8 }, () =>
        startRun(maestro, '{ id: a, kind: task, ref: poison, with: { do: wait, ms: 300 } }'),
      ),
    );
    const ended = await Promise.all(poison.map((id) => maestro.ended(id, 60_000)));
    expect(ended.map((run) => run.status)).toEqual(['failed', 'failed', 'failed']);
    for (const id of poison) {
      const [task] = await tasksOf(maestro, id);
      expect(task?.error?.code).toBe('quarantined');
    }
    const others = await Promise.all(neighbours.map((id) => maestro.ended(id, 60_000)));
    expect(others.map((run) => run.status)).toEqual(neighbours.map(() => 'succeeded'));
    // Three tasks can take three workers with them, one each; from then on they only take themselves.
    expect(maestro.services.worker.length).toBeLessThanOrEqual(1 + poison.length);
    const [deaths] = await maestro.sql<{ most: number }>(
      'SELECT max(alone_deaths) AS most FROM maestro_tasks',
    );
    expect(deaths?.most).toBe(2);
  }, 120_000);

  it('has the same doors in a process of its own, and no address of a database', async () => {
    const { port } = server.address() as AddressInfo;
    const runId = await startRun(
      maestro,
      `{ id: a, kind: task, ref: poison, with: { do: doors, url: 'http://127.0.0.1:${port}/', dataset: d } }`,
    );
    expect((await maestro.ended(runId, 30_000)).status).toBe('succeeded');
    const [task] = await tasksOf(maestro, runId);
    expect(task?.output).toEqual({
      status: 200,
      counts: { new: 1, changed: 0, unchanged: 0 },
      known: [],
    });
    const lines = await maestro.sql<{ data: object }>(
      `SELECT data FROM maestro_events WHERE data ->> 'node' = 'a' ORDER BY id`,
    );
    expect(lines.map((line) => line.data)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ message: 'at work', fields: { alone: true } }),
        expect.objectContaining({ progress: 0.5, message: 'half' }),
      ]),
    );
  }, 60_000);

  it('hears of a cancelled run within five seconds, even where it does not listen', async () => {
    const runId = await startRun(maestro, '{ id: a, kind: task, ref: poison, with: { do: deaf } }');
    await runsAlone(runId);
    await maestro.client.request('POST', '/api/runs/{id}/cancel', { params: { id: runId }, body: {} });
    expect((await maestro.ended(runId, 5_000)).status).toBe('cancelled');
  }, 60_000);
});
