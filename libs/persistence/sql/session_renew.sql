-- Purpose   Renews a session's lease, and says which of the runs it works on are to stop, and whether work lies about
--           that a leader would have moved long ago.
-- Params    $1 id, $2 lease in milliseconds, $3 tenant[], $4 run[]
-- Result    one row: was the session still open; the runs whose attempts are to stop; is anything neglected.
-- Locks     the session.
-- Index     the primary keys; maestro_waits_wake and maestro_runs_check for the first row of each.
WITH session AS (
  UPDATE maestro_worker_sessions SET expires_at = maestro_now() + $2::int * interval '1 millisecond'
  WHERE id = $1 AND ended_at IS NULL
  RETURNING id
)
SELECT EXISTS (SELECT 1 FROM session) AS alive,
       coalesce((SELECT array_agg(r.id) FROM unnest($3::uuid[], $4::uuid[]) AS k (tenant_id, id)
                 JOIN maestro_runs r ON r.tenant_id = k.tenant_id AND r.id = k.id
                 WHERE r.control IN ('cancel', 'fail', 'timeout') AND coalesce(r.stop_at <= maestro_now(), true)
                    OR r.finished_at IS NOT NULL), '{}') AS stopping,
       coalesce(least((SELECT wake_at FROM maestro_waits ORDER BY wake_at LIMIT 1),
                      (SELECT check_at FROM maestro_runs WHERE finished_at IS NULL ORDER BY check_at LIMIT 1))
                < maestro_now() - interval '15 seconds', false) AS neglected
