-- Purpose   Why a signal was not kept: its run is over, or its source has sent one before.
-- Params    $1 tenant, $2 run, $3 name, $4 payload, $5 source
-- Result    the run; with it the signal of that source, and whether it says the same.
-- Index     primary key, maestro_signals_source
SELECT r.status, r.finished_at IS NOT NULL AS ended, s.id, s.created_at,
       s.name = $3::text AND s.payload IS NOT DISTINCT FROM $4::jsonb AS same
FROM maestro_runs r
LEFT JOIN maestro_signals s ON s.tenant_id = r.tenant_id AND s.run_id = r.id AND s.source = $5::text
WHERE r.tenant_id = $1::uuid AND r.id = $2::uuid
