-- Purpose   Keeps a person a member until the transaction ends, so that nothing is made in the name of somebody who is leaving.
-- Params    $1 tenant, $2 the member's id
-- Result    one row where they are a member
-- Locks     the member's row, shared
-- Index     primary key
SELECT id FROM maestro_members WHERE tenant_id = $1 AND id = $2 AND removed_at IS NULL FOR SHARE
