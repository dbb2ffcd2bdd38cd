-- Purpose   Ends sessions whose lease ran out, so that a late renewal cannot revive them; forgets those long gone.
WITH old AS (
  DELETE FROM maestro_worker_sessions WHERE ended_at < maestro_now() - interval '1 day'
)
UPDATE maestro_worker_sessions SET ended_at = maestro_now()
WHERE ended_at IS NULL AND expires_at <= maestro_now()
RETURNING id, name
