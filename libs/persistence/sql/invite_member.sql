-- Purpose   Invites a person: a new member, or another invitation for one who has not come yet.
-- Params    $1 tenant, $2 id of a new member, $3 e-mail, $4 name, $5 role, $6 hash of the invitation, $7 days it holds, $8 by whom
-- Result    id of the member; none where the person is in already
-- Locks     the member's row; waits for whoever invites the same address
-- Index     maestro_members_email
INSERT INTO maestro_members AS m (tenant_id, id, email, name, role, invite_hash, invite_expires_at, created_by)
VALUES ($1, $2, $3, $4, $5, $6, maestro_now() + $7::int * interval '1 day', $8)
ON CONFLICT (tenant_id, email) WHERE removed_at IS NULL DO UPDATE
  SET name = coalesce(excluded.name, m.name), role = excluded.role, invite_hash = excluded.invite_hash,
      invite_expires_at = excluded.invite_expires_at, updated_at = maestro_now()
  WHERE m.issuer IS NULL
RETURNING id
