-- Purpose   One piece of the list of a map. It never changes: callers keep it.
-- Params    $1 tenant, $2 run, $3 n, $4 chunk
-- Index     primary key
SELECT items FROM maestro_frame_items WHERE tenant_id = $1 AND run_id = $2 AND n = $3 AND chunk = $4
