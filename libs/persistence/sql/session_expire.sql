-- Purpose   Ends sessions whose lease ran out, so that a late renewal cannot revive them; forgets those long gone. One
--           that this server has not heard of since it started has a whole lease from then.
-- Params    $1 lease of workers in milliseconds
-- Result    the sessions that ended.
-- Locks     those sessions.
WITH old AS (
  DELETE FROM maestro_worker_sessions WHERE ended_at < maestro_now() - interval '1 day'
)
UPDATE maestro_worker_sessions SET ended_at = maestro_now()
WHERE ended_at IS NULL
  AND greatest(expires_at, pg_postmaster_start_time() + $1::int * interval '1 millisecond') <= maestro_now()
RETURNING id, name
