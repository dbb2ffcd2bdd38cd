/** History: finished runs of five steps, written by SQL as the engine would have left them. */

const CHUNK = 50_000;

const tables = ['maestro_runs', 'maestro_tasks', 'maestro_events'];

/** Adds `count` finished runs of the template, spread over the past days, and lets statistics know. */
export async function prefill({ sql }, { tenantId, templateId, version }, count) {
  const factors = await fillFactors(sql);
  for (const name of Object.keys(factors)) await sql(`ALTER TABLE ${name} SET (fillfactor = 100)`);
  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done);
    await sql(statement({ tenantId, templateId, version, first: done, size }));
  }
  for (const [name, factor] of Object.entries(factors))
    await sql(`ALTER TABLE ${name} SET (fillfactor = ${factor})`);
  for (const name of tables) await sql(`VACUUM (FREEZE, ANALYZE) ${name}`);
}

/**
 * Rows that have lived fill the room their page kept for updates. Rows born finished have to fill it at once: else new
 * rows would be scattered over the whole history, one a page.
 */
async function fillFactors(sql) {
  const rows = await sql(
    `SELECT relname, substring(array_to_string(reloptions, ',') FROM 'fillfactor=([0-9]+)') AS factor
     FROM pg_class WHERE relname IN ('${tables.join("', '")}')`,
  );
  return Object.fromEntries(
    rows.filter(({ factor }) => factor !== null).map(({ relname, factor }) => [relname, factor]),
  );
}

/** Ids carry their time in front, as the engine's do: older runs sort first. */
function statement({ tenantId, templateId, version, first, size }) {
  return `
WITH moment AS MATERIALIZED (
  SELECT i, statement_timestamp() - interval '2 days' + i * interval '50 milliseconds' AS at
  FROM generate_series(${first}, ${first + size - 1}) AS i
), run AS (
  INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs,
                            created_by, created_at, started_at, finished_at, check_at)
  SELECT '${tenantId}', (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
           || substr(md5(i::text), 1, 3) || '8' || substr(md5(i::text), 4, 15))::uuid,
         '${templateId}', ${version}, 'succeeded', 0, false, '{}', 'bench', at, at, at, at
  FROM moment
  RETURNING id, created_at
), task AS (
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, fired, attempt, queue, token,
                             ready_at, started_at, finished_at, output)
  SELECT '${tenantId}', id, n, n, 'succeeded', false, 0, 1, 1, 'default', 1, created_at, created_at, created_at,
         '{"value": {"k": 1}}'
  FROM run, generate_series(0, 4) AS n
)
INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
SELECT '${tenantId}', id, created_at, 'run.succeeded', '[[4, "running", "succeeded", 1, 1]]' FROM run`;
}
