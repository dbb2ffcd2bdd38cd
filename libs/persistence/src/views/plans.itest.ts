import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { createFixture, type Fixture, type FixtureTenant } from '../../test/fixture';
import { newId } from '../ids';

// What lists cost must not depend on how much there is: each reads stretches of an index, at any depth, also through
// the policies of row-level security.

const RUNS = 30_000;
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

let fixture: Fixture;
let tenant: FixtureTenant;
let template: string;
let runId: string;
let lastEvent: { xid: string; id: string };

beforeAll(async () => {
  fixture = await createFixture();
  tenant = await fixture.newTenant();
  template = await tenant.newTemplate();
  runId = await tenant.startRun(template, 3);
  await tenant.engine(
    `INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs, created_by,
       created_at, started_at, finished_at, check_at)
     SELECT r.tenant_id, gen_random_uuid(), r.template_id, 1, CASE WHEN i % 100 = 0 THEN 'failed' ELSE 'succeeded' END::maestro_run_status,
       0, false, '{}', 'key:test', now(), now(), now(), now()
     FROM maestro_runs r, generate_series(1, $3::int) AS i WHERE r.tenant_id = $1 AND r.id = $2`,
    runId,
    RUNS,
  );
  await tenant.engine(
    `INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue)
     SELECT tenant_id, id, 0, 0, 'pending', false, 0, 'default' FROM maestro_runs WHERE tenant_id = $1 AND id <> $2`,
    runId,
  );
  await tenant.engine(
    `INSERT INTO maestro_run_labels (tenant_id, key, value, run_id)
     SELECT tenant_id, 'team', 'x', id FROM maestro_runs WHERE tenant_id = $1 AND id <> $2`,
    runId,
  );
  await tenant.engine(
    `INSERT INTO maestro_events (tenant_id, run_id, type) SELECT $1, $2, 'log' FROM generate_series(1, 10000)`,
    runId,
  );
  await tenant.run(async (tx) => {
    const events = await tx.query<typeof lastEvent>(
      'SELECT xid::text, id::text FROM maestro_events ORDER BY maestro_events.xid DESC, maestro_events.id DESC LIMIT 1',
    );
    lastEvent = events[0] as typeof lastEvent;
    await tx.query(`INSERT INTO maestro_datasets (tenant_id, name) VALUES ($1, 'big')`, [tenant.id]);
    await tx.query(
      `INSERT INTO maestro_records (tenant_id, dataset, key, ingest_id, data)
       SELECT $1, 'big', 'k' || i, 'i', '{}' FROM generate_series(1, $2::int) AS i`,
      [tenant.id, RUNS],
    );
  });
  const owner = new Client({ connectionString: fixture.test.ownerUrl });
  await owner.connect();
  await owner.query('VACUUM ANALYZE');
  await owner.end();
}, 60_000);
afterAll(() => fixture.close());

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Runs a statement as a tenant's transaction would, and says what was done to tables. */
async function scans(name: string, parameters: unknown[]): Promise<PlanNode[]> {
  const text = readFileSync(join(__dirname, '..', '..', 'sql', `${name}.sql`), 'utf8');
  const rows = await tenant.run((tx) =>
    tx.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, parameters),
  );
  const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];
  return flatten(rows[0]?.['QUERY PLAN'][0]?.Plan as PlanNode).filter((node) => node['Relation Name']);
}

const page = (statuses: string[][] = []) => [tenant.id, null, LAST, 51, ...statuses];

it.each([
  ['list_runs', () => page()],
  ['list_runs', () => [tenant.id, null, newId(), 51]],
  ['list_runs', () => [tenant.id, null, '80000000-0000-0000-0000-000000000000', 51]],
  ['list_runs', () => [tenant.id, template, LAST, 51]],
  ['list_runs_by_status', () => page([['queued'], []])],
  ['list_runs_by_status', () => page([[], ['failed']])],
  [
    'list_runs_by_status',
    () =>
      page([
        ['queued', 'running'],
        ['failed', 'succeeded', 'timed_out'],
      ]),
  ],
  ['list_runs_by_label', () => [...page(), [], ['team'], ['x']]],
  ['list_runs_by_parent', () => [...page(), [], [], [], runId]],
  ['read_runs', () => [tenant.id, [runId], 1_000_000]],
  ['count_run_tasks', () => [tenant.id, [runId]]],
  ['list_tasks', () => [tenant.id, runId, -1, 101, 1_000_000]],
  ['list_events', () => [tenant.id, runId, '0', '0', 101]],
  ['list_events', () => [tenant.id, runId, lastEvent.xid, String(BigInt(lastEvent.id) - 20n), 101]],
  ['list_records', () => [tenant.id, 'big', 'k2', 101, 1_000_000]],
  ['find_template', () => [tenant.id, null, 'none']],
  ['read_run_head', () => [tenant.id, runId]],
])('%s reads no more than its page', async (name, parameters) => {
  const found = await scans(name, parameters());
  expect(found.length).toBeGreaterThan(0);
  for (const node of found) {
    expect(node['Actual Rows']).toBeLessThanOrEqual(200);
    expect(node['Rows Removed by Filter'] ?? 0).toBeLessThanOrEqual(200);
  }
});
