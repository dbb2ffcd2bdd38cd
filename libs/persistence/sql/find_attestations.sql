-- Purpose   Attestations of a kind about a subject, with the key that has to have signed them: of one from outside a key that the
--           tenant trusts now, of a run the one that signs its audit chain.
-- Params    $1 tenant, $2 predicate type, $3 subject, $4 name or id of the key (null: any), $5 how many
-- Index     maestro_attestations_subjects; primary keys
SELECT a.envelope, coalesce(k.public_key, r.public_key) AS "publicKey"
FROM maestro_attestations a
LEFT JOIN LATERAL (SELECT k.public_key FROM maestro_attestation_keys k
                   WHERE a.run_id IS NULL AND k.tenant_id = a.tenant_id AND k.id = a.key_id
                     AND ($4::text IS NULL OR $4 IN (k.id, k.name)) OFFSET 0) k ON true
LEFT JOIN LATERAL (SELECT r.public_key FROM maestro_audit_roots r
                   WHERE a.run_id IS NOT NULL AND r.tenant_id = a.tenant_id AND r.key_id = a.key_id AND $4::text IS NULL
                   ORDER BY r.seq DESC LIMIT 1) r ON true
WHERE a.tenant_id = $1 AND a.predicate_type = $2 AND a.subjects @> ARRAY[$3::text]
  AND (k.public_key IS NOT NULL OR r.public_key IS NOT NULL)
ORDER BY a.id DESC
LIMIT $5
