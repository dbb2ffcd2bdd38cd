-- Purpose   The agents whose runs enclose a run, that run's own included, with how deep each stands and how deep what it
--           calls may go: for the end of circles. Asked of every child run.
-- Params    $1 tenant, $2 run
-- Result    the outermost first; a run that plays no agent has no row
-- Index     primary keys, unique (tenant_id, template_id)
WITH RECURSIVE up AS (
  SELECT r.parent_run, r.template_id, r.template_version, r.depth
  FROM maestro_runs r WHERE r.tenant_id = $1 AND r.id = $2
  UNION ALL
  SELECT r.parent_run, r.template_id, r.template_version, r.depth
  FROM up, LATERAL (SELECT * FROM maestro_runs r WHERE r.tenant_id = $1 AND r.id = up.parent_run OFFSET 0) r
)
SELECT a.name, a.template_id, up.depth, (v.configuration -> 'limits' ->> 'depth')::int AS reach
FROM up
JOIN maestro_agents a ON a.tenant_id = $1 AND a.template_id = up.template_id
LEFT JOIN LATERAL (SELECT v.configuration FROM maestro_agent_versions v
                   WHERE v.tenant_id = a.tenant_id AND v.agent_id = a.id AND v.template_version = up.template_version
                   ORDER BY v.version DESC LIMIT 1) v ON true
ORDER BY up.depth
