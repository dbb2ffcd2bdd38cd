-- Purpose   Skips slots, or lets them wait for room.
-- Params    $1 name of the leader's lease, $2 holder, $3 term; per slot: $4 tenant[], $5 orchestra[], $6 slot[], $7 `skipped` or
--           `waiting`[], $8 why[], $9 in words[]
-- Result    none
-- Locks     those slots.
-- Index     primary key
UPDATE maestro_schedule_slots s
SET status = w.status, reason = w.reason, detail = w.detail, settled_at = CASE WHEN w.status = 'skipped' THEN maestro_now() END
FROM unnest($4::uuid[], $5::uuid[], $6::timestamptz[], $7::text[], $8::text[], $9::text[])
  AS w (tenant_id, orchestra_id, slot, status, reason, detail)
WHERE s.tenant_id = w.tenant_id AND s.orchestra_id = w.orchestra_id AND s.slot = w.slot AND s.status IN ('due', 'waiting')
  AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
