-- Purpose   Whether those who keep the engine going do: live and dead worker sessions, and the leader's lease.
-- Index     maestro_worker_sessions_open
SELECT (SELECT count(*)::int FROM maestro_worker_sessions WHERE ended_at IS NULL AND expires_at > maestro_now()) AS live,
       (SELECT count(*)::int FROM maestro_worker_sessions
        WHERE ended_at IS NULL AND expires_at < maestro_now() - interval '1 minute') AS dead,
       coalesce((SELECT bool_or(expires_at > maestro_now()) FROM maestro_leases), false) AS led
