-- Purpose   Changes the cap and the note of an account.
-- Params    $1 tenant, $2 id, $3 new cap in micro-dollars (null: as before), $4 what to add to it, $5 note (null: as before)
-- Result    no row where more than that is spent and reserved, or the cap were beyond the largest there is.
-- Locks     the account.
-- Index     the primary key.
UPDATE maestro_budgets b SET cap = coalesce($3::bigint, b.cap) + $4::bigint, note = coalesce($5, b.note)
WHERE b.tenant_id = $1 AND b.id = $2 AND b.spent + b.reserved <= coalesce($3::bigint, b.cap) + $4::bigint
  AND coalesce($3::bigint, b.cap) + $4::bigint <= 1000000000000000
RETURNING b.id
