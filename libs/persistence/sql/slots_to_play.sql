-- Purpose   Slots that are to be played now: those whose time has come, and those that waited and have room.
-- Params    $1 how many of each at most
-- Result    each with what its run needs, and with the open runs of its orchestra where those matter.
--           Of slots that wait, as many of a backfill as it may have more, or the first of an orchestra that has no open run.
-- Index     maestro_schedule_slots_due, maestro_schedule_slots_waiting, maestro_runs_orchestra_open,
--           maestro_schedule_slots_backfill, primary keys
WITH waiting AS (
  SELECT w.tenant_id, w.orchestra_id, w.slot, w.due_at, w.backfill_id
  FROM (SELECT s.tenant_id, s.orchestra_id, s.slot, s.due_at, s.backfill_id,
               row_number() OVER (PARTITION BY s.tenant_id, s.orchestra_id, s.backfill_id ORDER BY s.slot) AS place
        FROM maestro_schedule_slots s WHERE s.status = 'waiting') w
  LEFT JOIN maestro_backfills b ON b.tenant_id = w.tenant_id AND b.id = w.backfill_id
  WHERE w.place <= coalesce(b.concurrency, 1) - CASE
    WHEN w.backfill_id IS NULL THEN (
      SELECT count(*) FROM (SELECT FROM maestro_runs r
                            WHERE r.tenant_id = w.tenant_id AND r.orchestra_id = w.orchestra_id AND r.parent_run IS NULL
                              AND r.finished_at IS NULL LIMIT 1) open)
    ELSE (
      SELECT count(*) FROM maestro_schedule_slots f JOIN maestro_runs r ON r.tenant_id = f.tenant_id AND r.id = f.run_id
      WHERE f.tenant_id = w.tenant_id AND f.backfill_id = w.backfill_id AND f.status = 'fired' AND r.finished_at IS NULL)
    END
  LIMIT $1::int
), due AS (
  SELECT s.tenant_id, s.orchestra_id, s.slot, s.due_at, s.backfill_id FROM maestro_schedule_slots s
  WHERE s.status = 'due' AND s.due_at <= maestro_now() ORDER BY s.due_at LIMIT $1::int
), both_kinds AS (
  SELECT tenant_id, orchestra_id, slot, due_at, backfill_id, false AS waited FROM due
  UNION ALL SELECT tenant_id, orchestra_id, slot, due_at, backfill_id, true FROM waiting
)
SELECT p.tenant_id, p.orchestra_id, p.slot, p.waited, p.backfill_id, p.due_at, maestro_now() AS now, o.name, o.tag, o.template_id, o.inputs, o.labels, o.enabled,
       o.cron, o.time_zone, o.schedule, o.version AS orchestra_version, t.latest_version AS version,
       o.deleted_at IS NOT NULL AS hidden,
       coalesce(b.created_by, o.changed_by) AS answers,
       CASE WHEN b.id IS NULL THEN o.changed_subject ELSE b.created_subject END AS subject,
       CASE WHEN o.schedule ? 'overlap' AND p.backfill_id IS NULL THEN ARRAY(
         SELECT r.id FROM maestro_runs r
         WHERE r.tenant_id = p.tenant_id AND r.orchestra_id = p.orchestra_id AND r.parent_run IS NULL AND r.finished_at IS NULL
         LIMIT 100) ELSE '{}' END AS open,
       CASE WHEN o.schedule ? 'overlap' AND p.backfill_id IS NULL THEN (
         SELECT count(*)::int FROM maestro_schedule_slots q
         WHERE q.tenant_id = p.tenant_id AND q.orchestra_id = p.orchestra_id AND q.status = 'waiting' AND q.backfill_id IS NULL)
       ELSE 0 END AS queued
FROM both_kinds p
JOIN maestro_orchestras o ON o.tenant_id = p.tenant_id AND o.id = p.orchestra_id
JOIN maestro_templates t ON t.tenant_id = o.tenant_id AND t.id = o.template_id
LEFT JOIN maestro_backfills b ON b.tenant_id = p.tenant_id AND b.id = p.backfill_id
ORDER BY p.slot, p.orchestra_id
