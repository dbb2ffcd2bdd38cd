import { newId } from '@maestro/persistence';
import type { Client } from 'pg';

/** Writes a run of a template of its own that has ended, and the event that says so. */
export async function insertEndedRun(owner: Client, tenantId: string, ended = 'failed'): Promise<string> {
  const [run, template] = [newId(), newId()];
  await owner.query(
    `WITH template AS (
       INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, $3::uuid, $3::uuid::text, 1)
     ), version AS (
       INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
       VALUES ($1, $3::uuid, 1, repeat('0', 64), 'json', '{}', '{}', 'test')
     ), run AS (
       INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs, created_by,
                                 created_at, check_at, finished_at, summary, error)
       VALUES ($1, $2, $3::uuid, 1, $4::text::maestro_run_status, 0, false, '{}', 'test', maestro_now(), maestro_now(), maestro_now(),
               '3 drafts written', '{"code": "task-failed", "message": "it broke"}')
     )
     INSERT INTO maestro_events (tenant_id, run_id, type, data) VALUES ($1, $2, 'run.finished', jsonb_build_object('status', $4::text))`,
    [tenantId, run, template, ended],
  );
  return run;
}
