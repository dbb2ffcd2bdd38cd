-- Purpose   What maestro_complete_v2 does, for a batch of items of maps, of one task each, that succeeded and hold no slot.
-- Params    $1 tenant[], $2 run[], $3 n[], in this order of theirs; $4 token[], $5 output[], $6 output ref[]; $7 rows
-- Result    kind `frame` of maestro_complete_v2; `i` is the index of a row, `n` the map's
-- Errors    MA001: a row is not its caller's. Nothing is written.
-- Locks     tasks, in the order of the arrays: the rows of a nested loop are updated as they come; then frames by (tenant, run, n)
-- Index     the primary keys, and nothing else
WITH moment AS MATERIALIZED (
  SELECT clock_timestamp() + shift AS now FROM maestro_clock
), step AS (
  UPDATE maestro_tasks t SET status = 'succeeded', output = o.output, output_ref = o.output_ref, finished_at = m.now
  FROM moment m
  CROSS JOIN unnest($1::uuid[], $2::uuid[], $3::int[], $4::bigint[], $5::jsonb[], $6::jsonb[])
    WITH ORDINALITY AS o (tenant_id, run_id, n, token, output, output_ref, i)
  WHERE t.tenant_id = o.tenant_id AND t.run_id = o.run_id AND t.n = o.n AND t.status = 'running' AND t.token = o.token
    AND t.failing IS NOT TRUE
  RETURNING o.i::int AS i, t.tenant_id, t.run_id, t.n, t.parent_n, t.token, t.attempt, m.now
), counted AS (
  UPDATE maestro_frames f SET open = f.open - e.ended
  FROM (SELECT s.tenant_id, s.run_id, s.parent_n, count(*)::int AS ended, min(s.i) AS i
        FROM step s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 OFFSET 0) e
  -- The arrays say it again: where the planner thinks frames few, it would read all of them.
  WHERE f.tenant_id = e.tenant_id AND f.run_id = e.run_id AND f.n = e.parent_n
    AND f.tenant_id = ANY ($1::uuid[]) AND f.run_id = ANY ($2::uuid[])
  RETURNING e.i, f.n, f.open, f.control, f.created, f.count, f.max_parallel
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, at, type, transitions)
  SELECT s.tenant_id, s.run_id, s.now, 'tasks',
         ('[' || string_agg('[' || s.n || ',"running","succeeded",' || s.token || ',' || s.attempt || ']', ',') || ']')::json
  FROM step s
  GROUP BY 1, 2, 3
)
SELECT 'frame' AS kind, c.i, c.n, NULL::int AS attempt, NULL::text AS queue, NULL::uuid AS other
FROM counted c
WHERE c.open = 0 OR c.control <> 'none' OR (c.created < c.count AND c.open < c.max_parallel)
UNION ALL
SELECT maestro_not_owned(), NULL, NULL, NULL, NULL, NULL
FROM (SELECT count(*) AS count FROM step) own WHERE own.count <> $7::int
