-- Purpose   Of the runs that have ended well between two positions of the feed, by template: how long they took and what they cost,
--           and the same of up to 64 runs that began before them.
-- Params    $1 xid and $2 id behind which it begins, $3 xid and $4 id up to which it goes
-- Result    durations in ms, costs in micro-dollars, in arrays of one order
-- Index     maestro_events_feed, maestro_runs_template, the primary keys of runs and of run_costs
WITH ended AS MATERIALIZED (
  SELECT r.tenant_id, r.template_id, array_agg(r.id) AS runs, min(r.id::text)::uuid AS first,
         array_agg((extract(epoch FROM r.finished_at - r.started_at) * 1000)::float8) AS durations,
         array_agg(coalesce(c.amount, 0)::float8) AS costs
  FROM maestro_events e
  CROSS JOIN LATERAL (SELECT r.* FROM maestro_runs r WHERE r.tenant_id = e.tenant_id AND r.id = e.run_id OFFSET 0) r
  LEFT JOIN LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = r.tenant_id AND c.run_id = r.id OFFSET 0) c ON true
  WHERE e.xid >= $1::text::xid8 AND (e.xid, e.id) > ($1::text::xid8, $2::bigint)
    AND e.xid <= $3::text::xid8 AND (e.xid, e.id) <= ($3::text::xid8, $4::bigint) AND e.type = 'run.finished'
    AND r.ended IN ('succeeded', 'completed') AND r.started_at IS NOT NULL
  GROUP BY r.tenant_id, r.template_id
)
SELECT a.tenant_id AS "tenantId", a.template_id AS "templateId", a.runs, a.durations, a.costs,
       s.durations AS "usualDurations", s.costs AS "usualCosts"
FROM ended a
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg((extract(epoch FROM s.finished_at - s.started_at) * 1000)::float8), '{}') AS durations,
         coalesce(array_agg(coalesce(c.amount, 0)::float8), '{}') AS costs
  FROM (
    SELECT r.* FROM (
      -- Those that failed are passed over, and not for ever.
      SELECT r.id, r.ended, r.started_at, r.finished_at FROM maestro_runs r
      WHERE r.tenant_id = a.tenant_id AND r.template_id = a.template_id AND r.id < a.first
      ORDER BY r.id DESC LIMIT 256) r
    WHERE r.ended IN ('succeeded', 'completed') AND r.started_at IS NOT NULL
    ORDER BY r.id DESC LIMIT 64) s
  LEFT JOIN LATERAL (SELECT c.amount FROM maestro_run_costs c WHERE c.tenant_id = a.tenant_id AND c.run_id = s.id OFFSET 0) c ON true
  OFFSET 0) s
