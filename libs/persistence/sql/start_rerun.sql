-- Purpose   Starts a run that repeats an ended one, with the results that it takes over.
-- Params    $1 tenant, $2 the run to repeat, $3 the new run, $4 version, $5 inputs (null: those of the old run),
--           $6 open sinks, $7 failures taken over, $8 finalizer, $9 unwinder, $10 grace in ms, $11 first free number,
--           $12 deadline in ms, $13 the run whose name its effects bear (null: its own), $14 actor, $15 traceparent,
--           $16 what was asked, for the history; per task: $17 n[], $18 status[], $19 undecided[], $20 fired[], $21 urgent[],
--           $22 join any[], $23 queue[], $24 number of the old task taken over[];
--           $25 `tenant/queue` pairs over their share; $26 concurrency key (not null: it is held back until it is passed a
--           place), $27 what is to be known of it, $28 subject of the actor, $29 what a gate holds it back for (null: nothing), as in
--           `start_runs`
-- Result    one row where the run was started, with the tasks to dispatch: n[] and queue[].
-- Locks     only rows it inserts. What it copies has ended and changes no more.
-- Index     primary keys
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + (SELECT shift FROM maestro_clock) AS now
), run AS (
  INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, tolerated, finalizer, unwinder,
                            grace_ms, next_n, inputs, traceparent, created_by, created_at, check_at, priority, deadline_at,
                            depth, rerun_of, effect_run, concurrency_key, created_subject, orchestra_id)
  SELECT o.tenant_id, $3::uuid, o.template_id, $4::int,
         CASE WHEN $26::text IS NULL AND $29::jsonb IS NULL THEN 'queued' ELSE 'pending' END::maestro_run_status,
         $6::int, $7::int, $8::boolean, $9::boolean, $10::int, $11::int, coalesce($5::jsonb, o.inputs), $15::text, $14::text, m.now, least(m.now + interval '15 seconds', d.at),
         o.priority, d.at, o.depth, o.id, $13::uuid, $26::text, $28::text, o.orchestra_id
  FROM maestro_runs o, moment m, LATERAL (SELECT m.now + $12::bigint * interval '1 millisecond' AS at) d
  WHERE o.tenant_id = $1::uuid AND o.id = $2::uuid AND o.finished_at IS NOT NULL
  RETURNING tenant_id, id, status, created_by, created_at, priority
), hold AS (
  INSERT INTO maestro_holds (tenant_id, run_id, reason, key, rank, detail, wake_at, created_at)
  SELECT run.tenant_id, run.id, coalesce($29::jsonb ->> 'reason', 'CONCURRENCY'),
         CASE WHEN $29::jsonb IS NULL THEN $26::text END, 9 - run.priority, coalesce($29::jsonb -> 'detail', $27::jsonb),
         CASE WHEN $29::jsonb IS NULL THEN 'infinity' ELSE coalesce(($29::jsonb ->> 'wake_at')::timestamptz, run.created_at + interval '30 seconds') END,
         run.created_at
  FROM run WHERE run.status = 'pending'
), task AS (
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, fired, urgent, queue, ready_at,
                             finished_at, output, output_ref, reused_from)
  SELECT run.tenant_id, run.id, s.n, s.n,
         CASE WHEN s.status = 'queued' AND run.status = 'pending' THEN 'pending' WHEN s.status = 'queued' AND h.held THEN 'ready'
              ELSE s.status END::maestro_task_status, s.join_any, s.undecided,
         s.fired, s.urgent, s.queue, CASE WHEN s.status = 'queued' THEN run.created_at END,
         CASE WHEN s.status IN ('succeeded', 'skipped') THEN run.created_at END, o.output, o.output_ref,
         coalesce(o.reused_from, o.run_id)
  FROM run
  CROSS JOIN unnest($17::int[], $18::text[], $19::int[], $20::int[], $21::int[], $22::boolean[], $23::text[], $24::int[])
    AS s (n, status, undecided, fired, urgent, join_any, queue, source)
  CROSS JOIN LATERAL (SELECT cardinality($25::text[]) > 0
                             AND ARRAY[run.tenant_id || '/' || s.queue, run.tenant_id || '/*'] && $25::text[] AS held) h
  LEFT JOIN maestro_tasks o ON o.tenant_id = $1::uuid AND o.run_id = $2::uuid AND o.n = s.source
  RETURNING tenant_id, run_id, n, status, queue, ready_at
), waiting AS (
  INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
  SELECT t.queue, t.tenant_id, 9 - run.priority, t.ready_at, t.run_id, t.n FROM task t, run WHERE t.status = 'ready'
), labelled AS (
  INSERT INTO maestro_run_labels (tenant_id, key, value, run_id)
  SELECT l.tenant_id, l.key, l.value, run.id FROM maestro_run_labels l, run
  WHERE l.tenant_id = $1::uuid AND l.run_id = $2::uuid
), cause AS (
  INSERT INTO maestro_run_causes (tenant_id, run_id, trigger_id, event_id, depth, value)
  SELECT c.tenant_id, run.id, c.trigger_id, c.event_id, c.depth, c.value FROM maestro_run_causes c, run
  WHERE c.tenant_id = $1::uuid AND c.run_id = $2::uuid
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, transitions, data)
  SELECT run.tenant_id, run.id, run.created_at, 'run.created', run.created_by,
         (SELECT coalesce(jsonb_agg(jsonb_build_array(t.n, NULL, t.status, NULL, 0) ORDER BY t.n), '[]') FROM task t
          WHERE t.status <> 'pending'),
         $16::jsonb
  FROM run
)
SELECT run.id, (SELECT array_agg(t.n ORDER BY t.n) FROM task t WHERE t.status = 'queued') AS n,
       (SELECT array_agg(t.queue ORDER BY t.n) FROM task t WHERE t.status = 'queued') AS queue
FROM run
