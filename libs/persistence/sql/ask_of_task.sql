-- Purpose   Says in the history of a run what somebody asked of one of its tasks.
-- Params    $1 tenant, $2 run, $3 n, $4 actor, $5 action, $6 reason
INSERT INTO maestro_events (tenant_id, run_id, type, actor, data)
VALUES ($1::uuid, $2::uuid, 'task.control', $4::text,
        jsonb_build_object('task', $3::int, 'action', $5::text, 'reason', $6::text))
