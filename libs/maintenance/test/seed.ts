import { newId, openEngineDatabase, type Statement } from '@maestro/persistence';

const seedRun: Statement = {
  name: 'seed_run',
  text: `
    WITH tenant AS (
      INSERT INTO maestro_tenants (id, name, env) VALUES ($1, 'test', 'test') ON CONFLICT DO NOTHING
    ), template AS (
      INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, $2, $2::uuid::text, 1)
    ), version AS (
      INSERT INTO maestro_template_versions
        (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
      VALUES ($1, $2, 1, repeat('0', 64), 'json', '{}', '{}', 'test')
    )
    INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs,
                              created_by, created_at, check_at)
    VALUES ($1, $2, $2, 1, 'queued', 1, false, '{}', 'test', maestro_now(), maestro_now() + interval '1 hour')`,
};
const seedTasks: Statement = {
  name: 'seed_tasks',
  text: `
    INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue, ready_at)
    SELECT $1, $2, n, n, $3::maestro_task_status, false, 0, 'default', maestro_now()
    FROM generate_series(0, $4::int - 1) n`,
};
const seedWaits: Statement = {
  name: 'seed_waits',
  text: `
    INSERT INTO maestro_waits (tenant_id, run_id, n, reason, wake_at)
    SELECT tenant_id, run_id, n, 'BACKOFF', maestro_now() + $3::int * interval '1 millisecond'
    FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2`,
};

/** Puts a run in the tables whose tasks are all queued, or all parked until some time. */
export async function seed(ownerUrl: string, tasks: { count: number; wakeInMs?: number }): Promise<void> {
  const owner = openEngineDatabase({ url: ownerUrl, max: 1, application: 'seed' });
  const [tenant, run] = [newId(), newId()];
  try {
    await owner.query(seedRun, [tenant, run]);
    await owner.query(seedTasks, [
      tenant,
      run,
      tasks.wakeInMs === undefined ? 'queued' : 'waiting',
      tasks.count,
    ]);
    if (tasks.wakeInMs !== undefined) await owner.query(seedWaits, [tenant, run, tasks.wakeInMs]);
  } finally {
    await owner.close();
  }
}
