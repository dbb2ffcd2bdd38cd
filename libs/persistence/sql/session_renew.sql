-- Purpose   Renews a session's lease, and says which of the runs it works on are to stop.
-- Params    $1 id, $2 lease in milliseconds, $3 tenant[], $4 run[]
-- Result    one row: was the session still open; the runs that wind down or are over.
WITH session AS (
  UPDATE maestro_worker_sessions SET expires_at = maestro_now() + $2::int * interval '1 millisecond'
  WHERE id = $1 AND ended_at IS NULL
  RETURNING id
)
SELECT EXISTS (SELECT 1 FROM session) AS alive,
       coalesce((SELECT array_agg(r.id) FROM unnest($3::uuid[], $4::uuid[]) AS k (tenant_id, id)
                 JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.id
                 WHERE r.control IN ('cancel', 'fail') OR r.finished_at IS NOT NULL), '{}') AS stopping
