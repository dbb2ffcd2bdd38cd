-- Purpose   Runs whose end was sealed, in the order of transactions.
-- Params    $1 and $2 the transactions behind which and up to which to look, $3 runs after which no further transaction is
--           begun, $4 events after which none is
-- Result    one row: the transaction up to which this goes, and the runs
-- Index     maestro_events_feed
WITH cut AS MATERIALIZED (
  SELECT least(coalesce((SELECT e.xid FROM maestro_events e
                         WHERE e.xid > $1::text::xid8 AND e.xid <= $2::text::xid8 ORDER BY e.xid OFFSET $4 LIMIT 1), $2::text::xid8),
               coalesce((SELECT e.xid FROM maestro_events e
                         WHERE e.xid > $1::text::xid8 AND e.xid <= $2::text::xid8 AND e.type = 'run.finished'
                         ORDER BY e.xid OFFSET $3 LIMIT 1), $2::text::xid8)) AS upto
)
SELECT (SELECT upto FROM cut)::text AS upto,
       coalesce(array_agg(e.tenant_id) FILTER (WHERE e.type = 'run.finished'), '{}') AS tenants,
       coalesce(array_agg(e.run_id) FILTER (WHERE e.type = 'run.finished'), '{}') AS runs
FROM cut c CROSS JOIN LATERAL (
  SELECT e.tenant_id, e.run_id, e.type FROM maestro_events e WHERE e.xid > $1::text::xid8 AND e.xid <= c.upto OFFSET 0
) e
