-- Purpose   Of some runs those that retention took away, as the audit trail says.
-- Params    $1 tenant, $2 run[]
-- Index     the primary key of entries: all of the tenant's are read
SELECT r.id::text AS id
FROM unnest($2::text[]) AS r (id)
WHERE r.id IN (SELECT jsonb_array_elements_text(a.detail -> 'runs') FROM maestro_audit_entries a
               WHERE a.tenant_id = $1 AND a.action = 'run.pruned')
