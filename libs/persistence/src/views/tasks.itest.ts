import { createFixture, type Fixture, type FixtureTenant } from '../../test/fixture';
import { readPlanOutline } from './plan-outline.view';
import { listTasks } from './tasks.view';

let fixture: Fixture;
let tenant: FixtureTenant;
let runId: string;

beforeAll(async () => (fixture = await createFixture()));
afterAll(() => fixture.close());
beforeEach(async () => {
  tenant = await fixture.newTenant();
  runId = await tenant.startRun(await tenant.newTemplate(['a', 'b', 'c']), 3);
});

const list = (after: number | null = null, limit = 100) =>
  tenant.run((tx) => listTasks(tx, { runId, after, limit }));

it('lists tasks by number, page by page', async () => {
  const first = await list(null, 2);
  expect(first.rows.map((task) => task.n)).toEqual([0, 1]);
  expect(first.hasMore).toBe(true);
  const rest = await list(1, 2);
  expect(rest.rows.map((task) => task.n)).toEqual([2]);
  expect(rest.hasMore).toBe(false);
});

it('shows outputs, times and errors of tasks', async () => {
  await tenant.engine(
    `UPDATE maestro_tasks SET status = 'succeeded', attempt = 2, output = '{"x": [1]}', started_at = ready_at,
       finished_at = ready_at + interval '250 ms' WHERE tenant_id = $1 AND run_id = $2 AND n = 0`,
    runId,
  );
  const { rows } = await list();
  expect(rows[0]).toMatchObject({
    status: 'succeeded',
    attempt: 2,
    queue: 'default',
    output: { x: [1] },
    durationMs: 250,
    waitReason: null,
  });
  expect(rows[1]).toMatchObject({ status: 'pending', startedAt: null, durationMs: null, output: null });
});

it('says why a parked task waits and until when', async () => {
  await tenant.engine(
    `WITH t AS (UPDATE maestro_tasks SET status = 'waiting' WHERE tenant_id = $1 AND run_id = $2 AND n = 0)
     INSERT INTO maestro_waits (tenant_id, run_id, n, reason, detail, wake_at)
     VALUES ($1, $2, 0, 'BACKOFF', '{"attempt": 1}', '2030-01-01T00:00:00Z')`,
    runId,
  );
  const { rows } = await list();
  expect(rows[0]).toMatchObject({
    waitReason: 'BACKOFF',
    waitDetail: { attempt: 1 },
    wakeAt: new Date('2030-01-01T00:00:00Z'),
  });
});

it('reads the outline of a plan in the order of its nodes', async () => {
  const template = await tenant.newTemplate(['x', 'y']);
  expect(await tenant.run((tx) => readPlanOutline(tx, template, 1))).toEqual([
    { id: 'x', ref: 'noop', kind: 'task', labels: {}, maxAttempts: 1 },
    { id: 'y', ref: 'noop', kind: 'task', labels: {}, maxAttempts: 2 },
  ]);
});

it('E020: shows nothing of another tenant', async () => {
  const other = await fixture.newTenant();
  expect((await other.run((tx) => listTasks(tx, { runId, after: null, limit: 100 }))).rows).toEqual([]);
});
