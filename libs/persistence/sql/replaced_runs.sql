-- Purpose   Runs that a newer one of their concurrency key replaces: of those before it that hold a place or wait for one, all
--           but the newest.
-- Params    $1 tenant, $2 the newer run, $3 key, $4 how many of those before it may stay
-- Index     maestro_slots_key, maestro_holds_key, the primary key of runs.
SELECT o.tenant_id, o.run_id
FROM (
  SELECT s.tenant_id, s.run_id FROM maestro_slots s WHERE s.tenant_id = $1::uuid AND s.key = $3::text AND s.n = -1
  UNION ALL
  SELECT h.tenant_id, h.run_id FROM maestro_holds h WHERE h.tenant_id = $1::uuid AND h.key = $3::text
) o
JOIN maestro_runs r ON r.tenant_id = o.tenant_id AND r.id = o.run_id
JOIN maestro_runs own ON own.tenant_id = $1::uuid AND own.id = $2::uuid
WHERE r.control IN ('none', 'pause') AND r.finished_at IS NULL AND (r.created_at, r.id) < (own.created_at, own.id)
ORDER BY r.created_at DESC, r.id DESC
OFFSET $4::int
