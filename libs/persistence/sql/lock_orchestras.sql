-- Purpose   Keeps others from starting runs of some orchestras beside a transaction that counts them: what the next statement sees
--           is what there is.
-- Params    per orchestra: $1 tenant[], $2 id[]
-- Result    their ids
-- Locks     the orchestras, by id.
-- Index     primary key
SELECT o.id FROM maestro_orchestras o
WHERE (o.tenant_id, o.id) IN (SELECT w.tenant_id, w.id FROM unnest($1::uuid[], $2::uuid[]) AS w (tenant_id, id))
ORDER BY o.tenant_id, o.id FOR NO KEY UPDATE OF o
