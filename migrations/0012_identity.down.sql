DROP FUNCTION maestro_vote_v2;
DROP FUNCTION maestro_ask_approval_v2;
-- Two people of one name may have voted: the schema of before knows one of them.
DELETE FROM maestro_votes v USING maestro_votes o
WHERE v.tenant_id = o.tenant_id AND v.run_id = o.run_id AND v.n = o.n AND v.person = o.person AND v.subject > o.subject;
ALTER TABLE maestro_votes DROP CONSTRAINT maestro_votes_pkey, ADD PRIMARY KEY (tenant_id, run_id, n, person);
ALTER TABLE maestro_votes DROP COLUMN subject;
ALTER TABLE maestro_approvals DROP COLUMN requested_subject;
ALTER TABLE maestro_runs DROP COLUMN created_subject;
DROP TABLE maestro_members;
DROP INDEX maestro_api_keys_trust_rule;
DROP INDEX maestro_api_keys_name;
DELETE FROM maestro_api_keys WHERE trust_rule IS NOT NULL;
ALTER TABLE maestro_api_keys
  DROP CONSTRAINT maestro_api_keys_previous,
  DROP COLUMN scopes, DROP COLUMN owner, DROP COLUMN created_by, DROP COLUMN last_used_at, DROP COLUMN rotated_at,
  DROP COLUMN previous_hash, DROP COLUMN previous_until, DROP COLUMN trust_rule;
ALTER TABLE maestro_tenants DROP COLUMN disabled_at;
-- include functions/ask_approval_v1.sql
-- include functions/vote_v1.sql
