-- Purpose   Forgets what held back a run that winds down without having begun, and closes what people were asked about its start:
--           nobody answered in time, or it will not begin.
-- Params    $1 tenant, $2 run
-- Locks     the hold, then the approvals.
-- Index     primary keys.
WITH run AS (
  SELECT tenant_id, id FROM maestro_runs
  WHERE tenant_id = $1::uuid AND id = $2::uuid AND status = 'pending' AND control IN ('cancel', 'fail', 'timeout')
), hold AS (
  DELETE FROM maestro_holds h USING run WHERE h.tenant_id = run.tenant_id AND h.run_id = run.id AND h.reason <> 'CONCURRENCY'
)
UPDATE maestro_approvals a SET decided_at = maestro_now(),
  status = CASE WHEN expires_at <= maestro_now() THEN 'expired' ELSE 'cancelled' END
FROM run WHERE a.tenant_id = run.tenant_id AND a.run_id = run.id AND a.run_id = $2::uuid AND a.n < 0 AND a.status = 'pending'
