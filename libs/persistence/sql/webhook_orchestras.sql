-- Purpose   Names of orchestras that something is told of.
-- Params    in one order: $1 tenant[], $2 orchestra[] (null where there is none)
-- Result    place, from 0, and name
-- Index     the primary key of orchestras
SELECT a.i::int - 1 AS i, o.name
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS a (tenant_id, id, i)
CROSS JOIN LATERAL (SELECT o.name FROM maestro_orchestras o WHERE o.tenant_id = a.tenant_id AND o.id = a.id OFFSET 0) o
