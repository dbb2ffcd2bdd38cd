import { eventually, type Installation } from '@maestro/testing';
import { installPoisonable, startRun, tasksOf } from './poison/start';

const LEASE_MS = 2_000;

describe('an attempt', () => {
  let maestro: Installation;
  beforeAll(async () => {
    maestro = await installPoisonable();
  }, 60_000);
  afterAll(() => maestro?.stop());

  it('that holds the event loop for three leases keeps its lease, and ends once', async () => {
    const runId = await startRun(
      maestro,
      `{ id: a, kind: task, ref: poison, with: { do: block, ms: ${3 * LEASE_MS} } }`,
    );
    const run = await maestro.ended(runId, 30_000);
    const [task] = await tasksOf(maestro, runId);
    expect([run.status, task?.attempt, task?.output]).toEqual(['succeeded', 1, 'done']);
    const sessions = await maestro.sql('SELECT id FROM maestro_worker_sessions');
    expect(sessions).toHaveLength(1);
  }, 60_000);

  it('that holds it for longer than anybody may is given to another, and counts once', async () => {
    const blocked = await maestro.services.start('worker', { MAESTRO_WORKER_BLOCKED_S: '1' });
    const [usual] = maestro.services.worker;
    usual?.kill('SIGSTOP');
    const runId = await startRun(
      maestro,
      `{ id: a, kind: task, ref: poison, with: { do: block, ms: 8000 } }`,
    );
    await eventually(() => blocked.output().includes('the main thread does not answer'), {
      timeoutMs: 30_000,
      what: 'The hand-over',
    });
    usual?.kill('SIGCONT');
    const run = await maestro.ended(runId, 40_000);
    const [task] = await tasksOf(maestro, runId);
    expect([run.status, task?.attempt]).toEqual(['succeeded', 2]);
    await blocked.stop();
  }, 90_000);

  it('that leaves sixty megabytes of error ends with a short one', async () => {
    const runId = await startRun(maestro, '{ id: a, kind: task, ref: poison, with: { do: scream } }');
    expect((await maestro.ended(runId)).status).toBe('failed');
    const [stored] = await maestro.sql<{ size: number }>(
      'SELECT max(pg_column_size(error)) AS size FROM maestro_tasks',
    );
    expect(stored?.size).toBeLessThan(64 * 1024);
    const [worker] = maestro.services.worker;
    expect(worker?.output().length).toBeLessThan(1_000_000);
  }, 30_000);

  it('that gives what no row can hold fails once, however often it may be tried', async () => {
    const runId = await startRun(
      maestro,
      '{ id: a, kind: task, ref: poison, with: { do: unstorable }, retry: { max_attempts: 5, delay: 10ms } }',
    );
    expect((await maestro.ended(runId)).status).toBe('failed');
    const [task] = await tasksOf(maestro, runId);
    expect([task?.attempt, task?.error?.code]).toEqual([1, 'output-invalid']);
  }, 30_000);

  it('is stopped when it gives no sign of life for too long, and not before', async () => {
    const runId = await startRun(
      maestro,
      '{ id: a, kind: task, ref: poison, with: { do: silent, beats: 6, everyMs: 200 }, heartbeat_timeout: 600ms }',
    );
    expect((await maestro.ended(runId)).status).toBe('failed');
    const [task] = await tasksOf(maestro, runId);
    expect(task?.error?.code).toBe('heartbeat-timeout');
    const ms = Date.parse(task?.finished_at ?? '') - Date.parse(task?.started_at ?? '');
    expect(ms).toBeGreaterThanOrEqual(6 * 200 + 550);
  }, 30_000);

  it('is not made when it would begin after the budget of its retries', async () => {
    const retry =
      '{ max_attempts: 50, backoff: fixed, delay: 400ms, jitter: none, max_elapsed: 1s, on: [internal] }';
    const runId = await startRun(
      maestro,
      `{ id: a, kind: task, ref: poison, with: { do: scream }, retry: ${retry} }`,
    );
    expect((await maestro.ended(runId)).status).toBe('failed');
    const [task] = await tasksOf(maestro, runId);
    expect(task?.attempt).toBeGreaterThan(1);
    expect(task?.attempt).toBeLessThanOrEqual(3);
  }, 30_000);

  it('is not made where a result of the same key is still good', async () => {
    const node = (id: string, key: string) =>
      `{ id: ${id}, kind: task, ref: poison, with: { do: count }, cache: { key: '${key}', ttl: 1h } }`;
    const ids = [];
    for (const key of ['one', 'one', 'two']) {
      const runId = await startRun(maestro, node('a', key));
      await maestro.ended(runId);
      ids.push(runId);
    }
    const outputs = await Promise.all(ids.map(async (id) => (await tasksOf(maestro, id))[0]?.output));
    expect(outputs[1]).toEqual(outputs[0]);
    expect(outputs[2]).not.toEqual(outputs[0]);
  }, 30_000);
});
