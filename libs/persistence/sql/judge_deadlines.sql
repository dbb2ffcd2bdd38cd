-- Purpose   Looks at slots whose deadline has come: which of them are over, and which are not. Of those that are not it writes one
--           event, in the history of the run or, where there is none, in one of their own.
-- Params    $1 name of the leader's lease, $2 holder, $3 term, $4 how many at most
-- Result    one row a slot: was its deadline missed. None where the term is over.
-- Locks     those slots, skipping what others hold.
-- Index     maestro_schedule_slots_deadline, primary keys
WITH due AS (
  SELECT s.tenant_id, s.orchestra_id, s.slot, s.deadline_at, s.status, s.reason, s.run_id
  FROM maestro_schedule_slots s
  WHERE s.deadline = 'pending' AND s.deadline_at <= maestro_now()
    AND EXISTS (SELECT FROM maestro_leases l WHERE l.name = $1 AND l.holder = $2::uuid AND l.term = $3::bigint)
  ORDER BY s.deadline_at LIMIT $4::int
  FOR NO KEY UPDATE SKIP LOCKED
), judged AS (
  SELECT d.*, CASE WHEN d.status = 'skipped' AND d.reason = 'disabled' THEN 'void'
                   -- A run that is gone has been over for days.
                   WHEN d.status = 'fired' AND (r.id IS NULL OR r.finished_at <= d.deadline_at) THEN 'met'
                   ELSE 'missed' END AS word
  FROM due d
  LEFT JOIN LATERAL (SELECT r.id, r.finished_at FROM maestro_runs r
                     WHERE r.tenant_id = d.tenant_id AND r.id = d.run_id OFFSET 0) r ON true
), written AS (
  UPDATE maestro_schedule_slots s
  SET deadline = j.word, told_in = CASE WHEN j.word = 'missed' THEN coalesce(j.run_id, gen_random_uuid()) END
  FROM judged j
  WHERE s.tenant_id = j.tenant_id AND s.orchestra_id = j.orchestra_id AND s.slot = j.slot
  RETURNING s.tenant_id, s.orchestra_id, s.slot, s.deadline_at, s.status, s.reason, s.run_id, s.deadline, s.told_in
), history AS (
  INSERT INTO maestro_events (tenant_id, run_id, type, data)
  SELECT w.tenant_id, w.told_in, 'slot.deadline_missed',
         jsonb_build_object('orchestra', w.orchestra_id, 'run', w.run_id, 'slot', w.slot, 'deadline_at', w.deadline_at,
                            'status', w.status, 'reason', w.reason)
  FROM written w WHERE w.deadline = 'missed'
)
SELECT deadline = 'missed' AS missed FROM written
