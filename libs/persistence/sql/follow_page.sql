-- Purpose   Of what happened to the runs of all tenants behind a position: how far one look goes, and what sorts of things are in it.
-- Params    $1 xid and $2 id behind which it begins, $3 rows looked through, $4 types, $5 the first transaction
--           not settled yet
-- Result    one row: how many rows were looked through; the position up to which that went (null where there were none); whether
--           there is an event that is not settled yet; each tenant and type among the rows, of those types, in two arrays
-- Index     maestro_events_feed
WITH page AS MATERIALIZED (
  SELECT e.tenant_id, e.type, e.xid, e.id FROM maestro_events e
  WHERE e.xid >= $1::text::xid8 AND (e.xid, e.id) > ($1::text::xid8, $2::bigint) AND e.xid < $5::text::xid8
  ORDER BY e.xid, e.id LIMIT $3
), sort AS (
  SELECT DISTINCT p.tenant_id, p.type FROM page p WHERE p.type = ANY ($4::text[])
)
SELECT (SELECT count(*) FROM page)::int AS looked, l.xid::text AS "uptoXid", l.id::text AS "uptoId",
       EXISTS (SELECT FROM maestro_events e WHERE e.xid >= $5::text::xid8) AS unsettled,
       (SELECT coalesce(array_agg(o.tenant_id), '{}') FROM sort o) AS tenants,
       (SELECT coalesce(array_agg(o.type), '{}') FROM sort o) AS types
FROM (VALUES (1)) AS one LEFT JOIN LATERAL (SELECT p.xid, p.id FROM page p ORDER BY p.xid DESC, p.id DESC LIMIT 1) l ON true
