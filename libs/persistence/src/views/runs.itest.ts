import { createFixture, type Fixture, type FixtureTenant } from '../../test/fixture';
import { PAGE_BYTES } from './page';
import { findRun, listRuns, type RunFilter, type RunRow } from './runs.view';

let fixture: Fixture;
let tenant: FixtureTenant;
let template: string;

beforeAll(async () => (fixture = await createFixture()));
afterAll(() => fixture.close());
beforeEach(async () => {
  tenant = await fixture.newTenant();
  template = await tenant.newTemplate(['first', 'second']);
});

const all: RunFilter = {
  statuses: [],
  templateId: null,
  labels: [],
  parentRun: null,
  orchestraId: null,
  after: null,
  limit: 50,
};
const list = (filter: Partial<RunFilter> = {}) => tenant.run((tx) => listRuns(tx, { ...all, ...filter }));
const idsOf = (runs: readonly RunRow[]) => runs.map((run) => run.id);

async function end(runId: string, status: string): Promise<void> {
  await tenant.engine(
    `UPDATE maestro_runs SET status = $3::maestro_run_status, started_at = created_at, finished_at = created_at + interval '1500 ms'
     WHERE tenant_id = $1 AND id = $2`,
    runId,
    status,
  );
}

it('shows a run with its template, its times and how far it is', async () => {
  const id = await tenant.startRun(template, 2, { a: [1, 'x'] });
  const run = await tenant.run((tx) => findRun(tx, id));
  expect(run).toMatchObject({
    id,
    templateId: template,
    templateName: `flow-${template}`,
    templateVersion: 1,
    status: 'queued',
    control: 'none',
    inputs: { a: [1, 'x'] },
    outputs: null,
    startedAt: null,
    durationMs: null,
    createdBy: 'key:test',
    progress: { total: 2, pending: 2, running: 0, succeeded: 0 },
  });
  await end(id, 'succeeded');
  expect(await tenant.run((tx) => findRun(tx, id))).toMatchObject({ status: 'succeeded', durationMs: 1_500 });
});

it('counts the time of a run that goes on by the clock of the database', async () => {
  const id = await tenant.startRun(template);
  await tenant.engine(
    `UPDATE maestro_runs SET status = 'running', started_at = maestro_now() WHERE tenant_id = $1 AND id = $2`,
    id,
  );
  await fixture.test.setClockOffset(5_000);
  const { durationMs } = (await tenant.run((tx) => findRun(tx, id))) as RunRow;
  await fixture.test.setClockOffset(0);
  expect(durationMs).toBeGreaterThanOrEqual(5_000);
  expect(durationMs).toBeLessThan(15_000);
});

it('pages through runs, newest first, without gap or repeat', async () => {
  const started: string[] = [];
  for (let i = 0; i < 7; i += 1) started.unshift(await tenant.startRun(template));
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: 3, after });
    seen.push(...idsOf(page.rows));
    if (!page.hasMore) break;
    after = page.rows.at(-1)?.id ?? null;
    // A newer run must not shift the pages.
    if (seen.length === 3) await tenant.startRun(template);
  }
  expect(seen).toEqual(started);
});

it('reads a page in as many statements as a single run', async () => {
  for (let i = 0; i < 5; i += 1) await tenant.startRun(template, 2);
  const statements = (limit: number) =>
    tenant.run(async (tx) => {
      let count = 0;
      const query: typeof tx.query = (sql, parameters) => {
        count += 1;
        return tx.query(sql, parameters);
      };
      expect((await listRuns({ ...tx, query }, { ...all, limit })).rows).toHaveLength(limit);
      return count;
    });
  expect(await statements(5)).toBe(await statements(1));
});

it('filters by statuses and by template, each page in the order of all', async () => {
  const other = await tenant.newTemplate();
  const runs: string[] = [];
  for (let i = 0; i < 9; i += 1) runs.unshift(await tenant.startRun(i % 3 === 0 ? other : template));
  await end(runs[1] as string, 'failed');
  await end(runs[3] as string, 'succeeded');
  await end(runs[4] as string, 'failed');
  await end(runs[8] as string, 'failed');

  const at = (...places: number[]) => places.map((place) => runs[place]);
  expect(idsOf((await list({ statuses: ['failed'] })).rows)).toEqual(at(1, 4, 8));
  expect(idsOf((await list({ statuses: ['succeeded', 'failed'], limit: 3 })).rows)).toEqual(at(1, 3, 4));
  expect(
    idsOf((await list({ statuses: ['queued', 'failed'], after: runs[1] as string, limit: 2 })).rows),
  ).toEqual(at(2, 4));
  expect(idsOf((await list({ templateId: other })).rows)).toEqual(at(2, 5, 8));
  expect(idsOf((await list({ templateId: other, statuses: ['failed'] })).rows)).toEqual(at(8));
  expect((await list({ statuses: ['timed_out'] })).rows).toEqual([]);
});

it('ends a page early when its rows are large, and still gets through', async () => {
  const big = { text: Array.from({ length: 40_000 }, () => Math.random().toString(36)).join('') };
  const count = Math.ceil((2 * PAGE_BYTES) / 400_000);
  for (let i = 0; i < count; i += 1) await tenant.startRun(template, 1, big);
  const pages: number[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: Awaited<ReturnType<typeof list>> = await list({ after });
    pages.push(page.rows.length);
    after = page.rows.at(-1)?.id ?? null;
    more = page.hasMore;
  }
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.reduce((sum, rows) => sum + rows, 0)).toBe(count);
});

it('E020: shows nothing of another tenant', async () => {
  const id = await tenant.startRun(template);
  const other = await fixture.newTenant();
  expect(await other.run((tx) => findRun(tx, id))).toBeNull();
  expect((await other.run((tx) => listRuns(tx, all))).rows).toEqual([]);
  // The wall behind the wall: were the tenant missing in every WHERE, the policies alone would hold.
  expect(await other.run((tx) => tx.query('SELECT id FROM maestro_runs'))).toEqual([]);
});
