-- Purpose   Starts runs of one template version: run rows, task rows, the first history row.
-- Params    $1 tenant[], $2 run[], $3 template, $4 version, $5 open sinks, $6 finalizer, $7 inputs[], $8 traceparent[],
--           $9 created by[]; per node: $10 n[], $11 undecided[], $12 join any[], $13 queue[]
-- Result    the tasks that are ready at once: dispatch them after the commit.
-- Locks     only rows it inserts.
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + (SELECT shift FROM maestro_clock) AS now
), run AS (
  INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs,
                            traceparent, created_by, created_at, check_at)
  SELECT r.tenant_id, r.id, $3::uuid, $4::int, 'queued', $5::int, $6::boolean, r.inputs, r.traceparent, r.created_by,
         m.now, m.now + interval '15 seconds'
  FROM unnest($1::uuid[], $2::uuid[], $7::jsonb[], $8::text[], $9::text[])
         AS r (tenant_id, id, inputs, traceparent, created_by), moment m
  RETURNING tenant_id, id, created_by, created_at
), task AS (
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue, ready_at)
  SELECT run.tenant_id, run.id, s.n, s.n, CASE WHEN s.undecided = 0 THEN 'queued' ELSE 'pending' END::maestro_task_status,
         s.join_any, s.undecided, s.queue, CASE WHEN s.undecided = 0 THEN run.created_at END
  FROM run, unnest($10::int[], $11::int[], $12::boolean[], $13::text[]) AS s (n, undecided, join_any, queue)
  RETURNING tenant_id, run_id, n, status, queue
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, transitions)
  SELECT run.tenant_id, run.id, run.created_at, 'run.created', run.created_by,
         (SELECT jsonb_agg(jsonb_build_array(s.n, NULL, 'queued', NULL, 0))
          FROM unnest($10::int[], $11::int[]) AS s (n, undecided) WHERE s.undecided = 0)
  FROM run
)
SELECT tenant_id, run_id, n, queue FROM task WHERE status = 'queued'
