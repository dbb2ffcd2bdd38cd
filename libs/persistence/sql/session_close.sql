-- Purpose   Ends a session. What it still holds is anybody's.
-- Params    $1 id
UPDATE maestro_worker_sessions SET ended_at = maestro_now() WHERE id = $1 AND ended_at IS NULL
