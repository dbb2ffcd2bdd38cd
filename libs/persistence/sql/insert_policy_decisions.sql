-- Purpose   Keeps what was decided.
-- Params    $1 tenant; per decision: $2 id[], $3 action[], $4 effect[], $5 actor[], $6 principal[], $7 resource type[],
--           $8 resource[], $9 run[], $10 digest[], $11 reasons[] as JSON, $12 obligations[]
INSERT INTO maestro_policy_decisions (tenant_id, id, action, effect, actor, principal_id, resource_type, resource_id, run_id, digest,
                                      reasons, obligations)
SELECT $1::uuid, d.id, d.action, d.effect, d.actor, d.principal_id, d.resource_type, d.resource_id, d.run_id, d.digest,
       ARRAY(SELECT jsonb_array_elements_text(d.reasons)), d.obligations
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::text[], $11::jsonb[],
            $12::jsonb[])
  AS d (id, action, effect, actor, principal_id, resource_type, resource_id, run_id, digest, reasons, obligations)
