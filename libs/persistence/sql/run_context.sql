-- Purpose   One run, as the engine needs it to move it.
-- Params    $1 tenant, $2 run
SELECT tenant_id, id AS run_id, template_id, template_version, status, control, open_sinks, tolerated, failed_task,
       finalizer, unwinder, inputs, traceparent, created_at, finished_at, effect_run,
       parent_run, parent_n, depth, deadline_at, coalesce(deadline_at <= maestro_now(), false) AS expired, stop_at, created_by, created_subject, rerun_of, priority,
       orchestra_id
FROM maestro_runs
WHERE tenant_id = $1 AND id = $2
