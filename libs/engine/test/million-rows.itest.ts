import { planOf } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { Client } from 'pg';
import { cancelRun, pruneRuns, readOverdue, refillQueue, rescueLost, sweepRuns, wakeTimers } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { growingTables, planOfStatement, statementFiles, type PlanNode } from './statement-plans';

// A year of history must not be felt: no statement reads a table that grows from end to end, whether the planner is
// asked what it would do, or the server is asked what it did.

const RUNS = 200_000;
const STEPS = 5;
const CHUNK = 10_000;

let harness: Harness;
let owner: Client;

beforeAll(async () => {
  harness = await createHarness();
  owner = new Client({ connectionString: harness.ownerUrl });
  await owner.connect();
  const { templateId } = await harness.publish(planOf([{}], []));
  // Foreign keys of a million rows need not be checked here.
  await owner.query(`SET session_replication_role = replica; SET synchronous_commit = off`);
  // In pieces: the histories of other suites wait for our oldest transaction.
  for (let done = 0; done < RUNS; done += CHUNK) await seed(templateId, done);
  await owner.query('RESET session_replication_role');
  for (const table of growingTables) await owner.query(`VACUUM (ANALYZE) ${table}`);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await harness.close();
});

/** A piece of history: runs that ended an hour ago. */
async function seed(templateId: string, done: number): Promise<void> {
  await owner.query(
    `WITH run AS (
       INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs, created_by,
         created_at, started_at, finished_at, check_at)
       SELECT $1, (lpad(to_hex(1700000000000 + i), 12, '0') || '7000' || '8000' || lpad(to_hex(i), 12, '0'))::uuid, $2, 1,
         'succeeded', 0, false, '{}', 'test', at, at, at, at
       FROM generate_series($3::int + 1, $3::int + ${CHUNK}) AS i, (SELECT now() - interval '1 hour' AS at) moment
       RETURNING tenant_id, id, created_at
     ), task AS (
       INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, fired, attempt, queue, token,
         started_at, finished_at)
       SELECT tenant_id, id, n, n, 'succeeded', false, 0, 1, 1, 'default', 1, created_at, created_at
       FROM run, generate_series(0, ${STEPS - 1}) AS n
     )
     INSERT INTO maestro_events (tenant_id, run_id, at, type) SELECT tenant_id, id, created_at, 'run.finished' FROM run`,
    [harness.tenantId, templateId, done],
  );
}

interface Reads {
  scans: string[];
  /** Index entries read. */
  entries: number;
}

/** What the server did since the last call: full scans of growing tables, and entries read from their indexes. */
function createWatch(): () => Promise<Reads> {
  let before = new Map<string, { scans: number; entries: number }>();
  return async () => {
    await harness.sql('SELECT pg_stat_force_next_flush(), pg_sleep(0.05)');
    await owner.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await owner.query<{ table: string; scans: number; entries: number }>(
      `SELECT t.relname AS table, t.seq_scan::int AS scans,
              (SELECT coalesce(sum(i.idx_tup_read), 0)::int FROM pg_stat_user_indexes i WHERE i.relid = t.relid) AS entries
       FROM pg_stat_user_tables t WHERE t.relname = ANY ($1)`,
      [growingTables],
    );
    const scanned = rows.filter(({ table, scans }) => scans > (before.get(table)?.scans ?? 0));
    const entries = rows.reduce((sum, row) => sum + row.entries - (before.get(row.table)?.entries ?? 0), 0);
    before = new Map(rows.map((row) => [row.table, row]));
    return { scans: scanned.map(({ table }) => table), entries };
  };
}

it(`does what it does with ${RUNS * STEPS} finished tasks as with none`, async () => {
  const watch = createWatch();
  await watch();
  const chain = planOf(
    [{}, {}, {}],
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ],
  );
  const worker = await harness.worker();
  const error = new MaestroError('connection', 'refused').toProblem();
  for (let i = 0; i < 20; i += 1) await harness.start(chain);
  const retried = new Set<string>();
  await worker.drain((task) => {
    if (task.n !== 1 || retried.has(task.run.ref.runId)) return succeed();
    retried.add(task.run.ref.runId);
    return { kind: 'retry', error, delayMs: 1_000 };
  });
  await harness.advance(5_000);
  await wakeTimers(harness.engine);
  await worker.drain(() => succeed(), 1);
  const stopped = await harness.start(chain);
  await cancelRun(harness.engine, { ...stopped, actor: 'test', reason: null });
  await harness.start(chain);
  await harness.advance(30_000);
  await rescueLost(harness.engine);
  await sweepRuns(harness.engine);
  await refillQueue(harness.engine);
  await readOverdue(harness.engine, ['default'], 10);
  await pruneRuns(harness.engine, { days: 30_000, limit: 10 });

  const { scans, entries } = await watch();
  expect(scans).toEqual([]);
  // 22 runs of three tasks, each touched some dozen times: a hundredth of the history.
  expect(entries).toBeLessThan(20_000);
}, 60_000);

describe('the plan of', () => {
  it.each(statementFiles)('%s reads no growing table from end to end', async (file) => {
    expect(fullScans(await planOfStatement(owner, file))).toEqual([]);
  });
});

function fullScans(node: PlanNode): string[] {
  const table = node['Relation Name'] ?? '';
  const own = node['Node Type'] === 'Seq Scan' && growingTables.includes(table) ? [table] : [];
  return [...own, ...(node.Plans ?? []).flatMap(fullScans)];
}
