-- Purpose   Asks people whether a held run may begin.
-- Params    $1 tenant, $2 run, $3 number of the question, below zero, $4 message, $5 approvers, $6 quorum, $7 digest, $8 shown,
--           $9 how long it stands in ms, null: for ever, $10 whether who started it may answer, $11 detail of the hold
-- Result    one row where it was put now.
-- Locks     the hold, then what it inserts.
-- Index     primary keys.
WITH hold AS (
  UPDATE maestro_holds h SET reason = 'APPROVAL', detail = $11::jsonb,
    wake_at = coalesce(maestro_now() + $9::bigint * interval '1 millisecond', 'infinity')
  FROM maestro_runs r
  WHERE h.tenant_id = $1::uuid AND h.run_id = $2::uuid AND h.reason <> 'CONCURRENCY'
    AND r.tenant_id = h.tenant_id AND r.id = h.run_id AND r.status = 'pending' AND r.control = 'none'
  RETURNING h.tenant_id, h.run_id, r.created_by, r.created_subject, h.wake_at
), asked AS (
INSERT INTO maestro_approvals (tenant_id, run_id, n, message, approvers, quorum, digest, shown, requested_by, requested_subject, self_approval,
                               created_at, expires_at)
SELECT hold.tenant_id, hold.run_id, $3::int, $4::text, $5::text[], $6::int, $7::text, $8::jsonb, hold.created_by,
       coalesce(hold.created_subject, hold.created_by), $10::boolean,
       maestro_now(), nullif(hold.wake_at, 'infinity')
FROM hold
ON CONFLICT (tenant_id, run_id, n) DO NOTHING
RETURNING tenant_id, run_id, n
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, data)
  SELECT tenant_id, run_id, 'approval.requested', jsonb_build_object('task', n) FROM asked
)
SELECT n FROM asked
