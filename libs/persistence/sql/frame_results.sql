-- Purpose   The results of the next items of a map, in their order: as many as fit, at least one.
-- Params    $1 tenant, $2 run, $3 number of the last task of the first item, $4 of the last item, $5 tasks of an item,
--           $6 bytes of output after which no more are sent
-- Index     the primary key of tasks, once an item: OFFSET 0 keeps the planner, which thinks runs small, from joining the
--           whole run to each.
SELECT t.n, t.status, t.output::text AS output, t.output_ref, coalesce(t.failing, false) AS failing
FROM (
  SELECT i.n, sum(s.bytes) OVER (ORDER BY i.n) - s.bytes AS before
  FROM generate_series($3::int, $4::int, $5::int) AS i (n)
  CROSS JOIN LATERAL (SELECT coalesce(octet_length(t.output::text), 0) AS bytes FROM maestro_tasks t
                      WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.n = i.n OFFSET 0) s
) sized
CROSS JOIN LATERAL (SELECT * FROM maestro_tasks t WHERE t.tenant_id = $1 AND t.run_id = $2 AND t.n = sized.n OFFSET 0) t
WHERE sized.before < $6::int
ORDER BY t.n
