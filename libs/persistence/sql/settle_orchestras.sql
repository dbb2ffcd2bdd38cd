-- Purpose   Writes down the slots whose time has come, and up to where schedules are settled by that.
-- Params    $1 name of the leader's lease, $2 holder, $3 term; per orchestra: $4 tenant[], $5 id[], $6 version[], $7 up to where it
--           was settled[], $8 is settled now[], $9 next slot[]; per slot: $10 tenant[], $11 orchestra[], $12 slot[], $13 when it
--           begins[], $14 is it to be played[], $15 its deadline[]
-- Result    the orchestras that were settled: not those that somebody changed meanwhile, none where the term is over.
-- Locks     those orchestras.
-- Index     primary keys
WITH settled AS (
  UPDATE maestro_orchestras o SET last_slot = to_timestamp(w.until / 1000), next_fire_at = to_timestamp(w.next / 1000)
  FROM unnest($4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::float8[], $9::float8[])
    AS w (tenant_id, id, version, before, until, next)
  WHERE o.tenant_id = w.tenant_id AND o.id = w.id AND o.version = w.version AND o.enabled
    AND o.last_slot IS NOT DISTINCT FROM w.before::timestamptz
    AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
  RETURNING o.tenant_id, o.id
), written AS (
  INSERT INTO maestro_schedule_slots (tenant_id, orchestra_id, slot, due_at, status, reason, settled_at, deadline_at, deadline)
  SELECT s.tenant_id, s.orchestra_id, to_timestamp(s.slot / 1000), to_timestamp(s.due_at / 1000),
         CASE WHEN s.plays THEN 'due' ELSE 'skipped' END, CASE WHEN NOT s.plays THEN 'misfire' END,
         CASE WHEN NOT s.plays THEN maestro_now() END, to_timestamp(s.deadline / 1000),
         CASE WHEN s.deadline IS NOT NULL THEN 'pending' END
  FROM unnest($10::uuid[], $11::uuid[], $12::float8[], $13::float8[], $14::boolean[], $15::float8[])
    AS s (tenant_id, orchestra_id, slot, due_at, plays, deadline)
  JOIN settled ON settled.tenant_id = s.tenant_id AND settled.id = s.orchestra_id
  ON CONFLICT DO NOTHING
)
SELECT tenant_id, id FROM settled
