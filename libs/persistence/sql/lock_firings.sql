-- Purpose   Lets nobody else start the runs of firings until the transaction ends.
-- Params    per firing: $1 tenant[], $2 trigger[], $3 event[], $4 run that is to be made[], $5 template[], $6 its version[]
-- Result    the runs that may be made: none whose firing has been settled meanwhile, or whose template has a later version
-- Locks     those firings, by their keys
-- Index     primary keys
SELECT w.run_id
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int[])
  AS w (tenant_id, trigger_id, event_id, run_id, template_id, version)
JOIN maestro_firings f ON f.tenant_id = w.tenant_id AND f.trigger_id = w.trigger_id AND f.event_id = w.event_id
JOIN maestro_templates m ON m.tenant_id = w.tenant_id AND m.id = w.template_id AND m.latest_version = w.version
WHERE f.status = 'due'
ORDER BY f.tenant_id, f.trigger_id, f.event_id
FOR NO KEY UPDATE OF f
