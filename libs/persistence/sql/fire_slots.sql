-- Purpose   Gives slots their runs, in the transaction that makes those runs.
-- Params    $1 name of the leader's lease, $2 holder, $3 term; per slot: $4 tenant[], $5 orchestra[], $6 slot[], $7 run[], $8 has
--           its orchestra to be without an open run[], $9 version of the template that plays[]
-- Result    the runs that may be made. None whose slot has been played or skipped meanwhile, whose orchestra has begun to play, or
--           whose template has a later version; none at all where the term is over.
-- Locks     the orchestras, by id, so that nobody starts a run of them in between; then the slots.
-- Index     primary keys, maestro_runs_orchestra_open
WITH wanted AS (
  SELECT * FROM unnest($4::uuid[], $5::uuid[], $6::timestamptz[], $7::uuid[], $8::boolean[], $9::int[])
    AS w (tenant_id, orchestra_id, slot, run_id, alone, version)
), locked AS MATERIALIZED (
  SELECT o.tenant_id, o.id, o.template_id FROM maestro_orchestras o
  WHERE (o.tenant_id, o.id) IN (SELECT w.tenant_id, w.orchestra_id FROM wanted w)
  ORDER BY o.tenant_id, o.id FOR NO KEY UPDATE OF o
)
UPDATE maestro_schedule_slots s SET status = 'fired', run_id = w.run_id, reason = NULL, detail = NULL, settled_at = maestro_now()
FROM wanted w
JOIN locked o ON o.tenant_id = w.tenant_id AND o.id = w.orchestra_id
JOIN maestro_templates t ON t.tenant_id = o.tenant_id AND t.id = o.template_id AND t.latest_version = w.version
WHERE s.tenant_id = w.tenant_id AND s.orchestra_id = w.orchestra_id AND s.slot = w.slot AND s.status IN ('due', 'waiting')
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
  AND NOT (w.alone AND EXISTS (SELECT FROM maestro_runs r WHERE r.tenant_id = w.tenant_id AND r.orchestra_id = w.orchestra_id
                                 AND r.orchestra_id = ANY ($5::uuid[]) AND r.parent_run IS NULL AND r.finished_at IS NULL))
RETURNING s.run_id
