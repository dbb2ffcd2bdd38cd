-- Purpose   Opens a worker's session: the lease that all its attempts share.
-- Params    $1 id, $2 name, $3 queues, $4 lease in milliseconds
INSERT INTO maestro_worker_sessions (id, name, queues, started_at, expires_at)
VALUES ($1, $2, $3::text[], maestro_now(), maestro_now() + $4::int * interval '1 millisecond')
