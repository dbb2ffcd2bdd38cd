-- Purpose   What maestro_complete_v2 does, for the batch that most batches are: attempts of the top level that succeeded, hold
--           no slot, and end no run. One statement and one pass, since a step costs mostly the set-up of its
--           statements. Whatever is not as expected changes nothing at all, and is left to maestro_complete_v2.
-- Params    $1 tenant[], $2 run[], $3 n[]: own rows and successors, each once, in this order of theirs; of own rows
--           $4 token[], $5 output[], $6 output ref[]; of successors (token null) $7 decided[], $8 fired[], net of the batch,
--           and $9 take[]; $10 own rows, $11 session, $12 take token
-- Result    kinds `queued`, `taken`, `skip` and `cancel` of maestro_complete_v2; `i` is the row's index
-- Errors    MA001: an own row is not its caller's. Nothing is written.
-- Locks     tasks, in the order of the arrays: the rows of a nested loop are updated as they come.
-- Index     the primary keys, and nothing else
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + shift AS now, shift FROM maestro_clock
), step AS (
  UPDATE maestro_tasks t SET
    undecided = t.undecided - o.decided,
    fired = t.fired + o.fired,
    output = CASE WHEN o.token IS NULL THEN t.output ELSE o.output END,
    output_ref = CASE WHEN o.token IS NULL THEN t.output_ref ELSE o.output_ref END,
    finished_at = CASE WHEN o.token IS NULL THEN t.finished_at ELSE m.now END,
    (status, ready_at, started_at, attempt, token, session_id) = (
      SELECT CASE WHEN o.token IS NOT NULL THEN 'succeeded' WHEN x.taken THEN 'running' WHEN x.ready THEN 'queued' ELSE t.status END,
             CASE WHEN x.ready THEN m.now ELSE t.ready_at END,
             -- Read anew: while this waited for the row, another predecessor may have ended after `now`.
             CASE WHEN x.taken THEN clock_timestamp() + m.shift ELSE t.started_at END,
             CASE WHEN x.taken THEN t.attempt + 1 ELSE t.attempt END,
             CASE WHEN x.taken THEN $12::bigint ELSE t.token END,
             CASE WHEN x.taken THEN $11::uuid ELSE t.session_id END
      FROM (SELECT y.ready, y.ready AND o.take AND r.control = 'none' AND t.urgent = 0 AS taken
            FROM (SELECT o.token IS NULL AND t.status = 'pending'
                           AND maestro_is_ready(t.join_any, t.undecided - o.decided, t.fired + o.fired, t.urgent,
                                                r.control IN ('cancel', 'fail', 'timeout')) AS ready) y) x)
  FROM moment m
  CROSS JOIN unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::jsonb[], $6::jsonb[], $7::int[], $8::int[], $9::boolean[])
    WITH ORDINALITY AS o (tenant_id, run_id, n, token, output, output_ref, decided, fired, take, i)
  -- OFFSET 0: else the planner, which thinks runs small, may find `t` by its run, and read all of it for each row.
  LEFT JOIN LATERAL (SELECT r.control FROM maestro_runs r
                     WHERE o.token IS NULL AND r.tenant_id = o.tenant_id AND r.id = o.run_id OFFSET 0) r ON true
  WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n
    AND (o.token IS NULL OR t.status = 'running' AND t.token = o.token)
  RETURNING o.i::int AS i, o.token IS NOT NULL AS own, t.ready_at = m.now AS moved, t.tenant_id, t.run_id, t.n, t.status, t.attempt,
            t.token, t.queue, t.undecided, t.fired, t.join_any, m.now
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, s.now, 'tasks',
         ('[' || string_agg('[' || s.n || CASE WHEN s.own THEN ',"running","' ELSE ',"pending","' END || s.status || '",'
                            || CASE WHEN s.status = 'queued' THEN 'null' ELSE s.token::text END || ',' || s.attempt || ']', ',')
              || ']')::json
  FROM step s
  WHERE s.own OR s.moved
  GROUP BY 1, 2, 3
)
SELECT CASE WHEN s.status = 'running' THEN 'taken' WHEN s.moved THEN 'queued' WHEN s.fired = 0 THEN 'skip' ELSE 'cancel' END AS kind,
       s.i, s.n, s.attempt, s.queue, NULL::uuid AS other
FROM step s
WHERE NOT s.own AND (s.moved OR s.status = 'pending' AND (s.undecided = 0 OR s.join_any AND s.fired > 0))
UNION ALL
SELECT maestro_not_owned(), NULL, NULL, NULL, NULL, NULL
FROM (SELECT count(*) FILTER (WHERE s.own) AS count FROM step s) own WHERE own.count <> $10::int
