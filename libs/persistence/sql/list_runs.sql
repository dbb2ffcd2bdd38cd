-- Purpose   Ids of one page of runs, newest first.
-- Params    $1 tenant, $2 template or null, $3 id behind which the page begins, $4 rows
-- Index     primary key, or maestro_runs_template
SELECT id FROM maestro_runs
WHERE tenant_id = $1 AND ($2::uuid IS NULL OR template_id = $2) AND id < $3
ORDER BY id DESC
LIMIT $4
