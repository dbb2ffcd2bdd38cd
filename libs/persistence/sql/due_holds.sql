-- Purpose   Held runs about which gates are to be asked again.
-- Params    $1 gate[] that are there to be asked, $2 how many
-- Index     maestro_holds_wake
SELECT tenant_id, run_id FROM maestro_holds
WHERE wake_at <= maestro_now() AND detail ->> 'gate' = ANY ($1::text[])
ORDER BY wake_at LIMIT $2
