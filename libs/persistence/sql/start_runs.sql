-- Purpose   Starts runs of one template version: run rows, task rows, labels, the first history row.
-- Params    $1 tenant, $2 template, $3 version, $4 open sinks, $5 finalizer, $6 unwinder, $7 grace in ms, $8 first free
--           number; per run: $9 run[], $10 inputs[], $11 traceparent[], $12 created by[], $13 priority[], $14 deadline in
--           ms[], $15 latest deadline[], $16 labels[], $17 parent run[], $18 parent n[], $19 parent attempt[], $20 depth[],
--           $21 idempotency key[], $22 request hash[]; per node: $23 n[], $24 undecided[], $25 join any[], $26 queue[];
--           $27 `tenant/queue` pairs over their share; per run: $28 concurrency key[] (not null: it is held back until it is
--           passed a place); $29 of all of them, what is to be known of the key; per run: $30 the run whose name its effects bear[]
--           (null: its own), $31 subject of its creator[], $32 what a gate holds
--           it back for[] (null: nothing), as `reason`, `detail` and `wake_at`, $33 the orchestra it plays in[]
-- Result    the tasks no edge leads to, with the status they got; none of a run whose key was taken, or that its parent
--           has started before.
-- Locks     only rows it inserts; waits for whoever inserts the same key.
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + (SELECT shift FROM maestro_clock) AS now
), wanted AS (
  SELECT * FROM unnest($9::uuid[], $10::jsonb[], $11::text[], $12::text[], $13::smallint[], $14::bigint[], $15::timestamptz[],
                       $16::jsonb[], $17::uuid[], $18::int[], $19::int[], $20::smallint[], $21::text[], $22::text[],
                       $28::text[], $30::uuid[], $31::text[], $32::jsonb[], $33::uuid[])
    AS w (id, inputs, traceparent, created_by, priority, deadline_ms, deadline_cap, labels, parent_run, parent_n,
          parent_attempt, depth, key, request_hash, concurrency_key, effect_run, created_subject, hold, orchestra)
), won AS (
  INSERT INTO maestro_run_keys (tenant_id, template_id, key, run_id, request_hash)
  SELECT $1::uuid, $2::uuid, w.key, w.id, w.request_hash FROM wanted w WHERE w.key IS NOT NULL ORDER BY w.key
  ON CONFLICT DO NOTHING
  RETURNING run_id
), run AS (
  INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, unwinder, grace_ms,
                            next_n, inputs, traceparent, created_by, created_at, check_at, priority, deadline_at, parent_run,
                            parent_n, parent_attempt, depth, concurrency_key, effect_run, created_subject, orchestra_id)
  SELECT $1::uuid, w.id, $2::uuid, $3::int,
         CASE WHEN w.concurrency_key IS NULL AND w.hold IS NULL THEN 'queued' ELSE 'pending' END::maestro_run_status,
         $4::int, $5::boolean, $6::boolean, $7::int, $8::int, w.inputs, w.traceparent, w.created_by, m.now, least(m.now + interval '15 seconds', d.at), w.priority, d.at, w.parent_run,
         w.parent_n, w.parent_attempt, w.depth, w.concurrency_key, w.effect_run, w.created_subject, w.orchestra
  FROM wanted w, moment m, LATERAL (SELECT least(m.now + w.deadline_ms * interval '1 millisecond', w.deadline_cap) AS at) d
  WHERE w.key IS NULL OR w.id IN (SELECT run_id FROM won)
  ON CONFLICT (tenant_id, parent_run, parent_n, parent_attempt) WHERE parent_run IS NOT NULL DO NOTHING
  RETURNING tenant_id, id, status, created_by, created_at, priority, concurrency_key
), hold AS (
  INSERT INTO maestro_holds (tenant_id, run_id, reason, key, rank, detail, wake_at, created_at)
  SELECT run.tenant_id, run.id, coalesce(w.hold ->> 'reason', 'CONCURRENCY'),
         CASE WHEN w.hold IS NULL THEN run.concurrency_key END, 9 - run.priority,
         coalesce(w.hold -> 'detail', $29::jsonb),
         CASE WHEN w.hold IS NULL THEN 'infinity' ELSE coalesce((w.hold ->> 'wake_at')::timestamptz, run.created_at + interval '30 seconds') END, run.created_at
  FROM run JOIN wanted w ON w.id = run.id WHERE run.status = 'pending'
), task AS (
  INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue, ready_at)
  SELECT run.tenant_id, run.id, s.n, s.n,
         CASE WHEN s.undecided > 0 OR run.status = 'pending' THEN 'pending' WHEN h.held THEN 'ready' ELSE 'queued'
         END::maestro_task_status,
         -- Of a held run, too: it says which of its tasks are ready once it begins.
         s.join_any, s.undecided, s.queue, CASE WHEN s.undecided = 0 THEN run.created_at END
  FROM run, unnest($23::int[], $24::int[], $25::boolean[], $26::text[]) AS s (n, undecided, join_any, queue),
       LATERAL (SELECT cardinality($27::text[]) > 0
                         AND ARRAY[run.tenant_id || '/' || s.queue, run.tenant_id || '/*'] && $27::text[] AS held) h
  RETURNING tenant_id, run_id, n, status, queue, undecided, ready_at
), waiting AS (
  INSERT INTO maestro_backlog (queue, tenant_id, rank, ready_at, run_id, n)
  SELECT t.queue, t.tenant_id, 9 - run.priority, t.ready_at, t.run_id, t.n
  FROM task t JOIN run ON run.id = t.run_id WHERE t.status = 'ready'
), labelled AS (
  INSERT INTO maestro_run_labels (tenant_id, key, value, run_id)
  SELECT run.tenant_id, l.key, l.value, run.id
  FROM wanted w JOIN run ON run.id = w.id, jsonb_each_text(w.labels) AS l (key, value) WHERE w.labels IS NOT NULL
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, actor, transitions)
  SELECT run.tenant_id, run.id, run.created_at, 'run.created', run.created_by, entry.transitions
  FROM run
  JOIN (SELECT t.run_id, json_agg(json_build_array(t.n, NULL, t.status, NULL, 0)) AS transitions
        FROM task t WHERE t.undecided = 0 GROUP BY t.run_id) entry ON entry.run_id = run.id
)
SELECT run_id, n, queue, status FROM task WHERE undecided = 0
