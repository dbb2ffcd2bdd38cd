-- Purpose   Orchestras whose next slot has come, or whose schedule was changed: what the leader settles next.
-- Params    $1 how many at most
-- Result    the schedule as it is written, and up to where it is settled (text, to the microsecond).
-- Index     maestro_orchestras_due
SELECT o.tenant_id, o.id, o.cron, o.time_zone, o.schedule, o.version, o.last_slot::text AS settled,
       extract(epoch FROM coalesce(o.last_slot, maestro_now())) * 1000 AS after_ms,
       extract(epoch FROM maestro_now()) * 1000 AS now_ms
FROM maestro_orchestras o
WHERE o.enabled AND o.next_fire_at <= maestro_now()
ORDER BY o.next_fire_at LIMIT $1::int
