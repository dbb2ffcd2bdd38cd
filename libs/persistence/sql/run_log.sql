-- Purpose   Appends what handlers said to the history of their runs.
-- Params    $1 tenant[], $2 run[], $3 data[]
INSERT INTO maestro_events (tenant_id, run_id, type, data)
SELECT tenant_id, run_id, 'log', data FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[]) AS l (tenant_id, run_id, data)
