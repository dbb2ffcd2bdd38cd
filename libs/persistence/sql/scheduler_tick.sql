-- Purpose   All that a leader at rest asks: prolongs its lease, and says when each of its loops has work again.
-- Params    $1 name of the lease, $2 holder, $3 term, $4 lease in milliseconds
-- Result    one row: does it still lead; for each loop the milliseconds until its work is due, null where there is none.
--           After a session has ended, its work is looked for during half a minute.
-- Locks     the lease.
-- Index     the primary key of leases; the first entry of maestro_waits_wake, maestro_holds_wake, maestro_runs_check,
--           maestro_cache_expires, maestro_orchestras_due, maestro_schedule_slots_due, _waiting and _deadline, maestro_firings_due; of what
--           is not sealed, maestro_events_feed and maestro_audit_entries_xid. Sessions are few.
WITH lease AS (
  UPDATE maestro_leases SET expires_at = maestro_now() + $4::int * interval '1 millisecond'
  WHERE name = $1 AND holder = $2::uuid AND term = $3::bigint
  RETURNING term
), due AS (
  SELECT least((SELECT wake_at FROM maestro_waits WHERE wake_at < 'infinity' ORDER BY wake_at LIMIT 1),
               (SELECT wake_at FROM maestro_holds WHERE wake_at < 'infinity' ORDER BY wake_at LIMIT 1)) AS timer,
         (SELECT check_at FROM maestro_runs WHERE finished_at IS NULL ORDER BY check_at LIMIT 1) AS sweep,
         (SELECT min(CASE WHEN ended_at IS NULL
                          THEN greatest(expires_at, pg_postmaster_start_time() + $4::int * interval '1 millisecond')
                          ELSE ended_at END)
          FROM maestro_worker_sessions
          WHERE ended_at IS NULL OR ended_at > maestro_now() - interval '30 seconds') AS rescue,
         (SELECT expires_at + interval '1 minute' FROM maestro_cache ORDER BY expires_at LIMIT 1) AS cache,
         CASE WHEN EXISTS (SELECT FROM maestro_backlog) THEN 0 END AS backlog,
         -- What a transaction still open could come before is not sealed yet.
         (SELECT CASE WHEN EXISTS (SELECT FROM maestro_events e
                                   WHERE e.xid > c.sealed AND e.xid < pg_snapshot_xmin(pg_current_snapshot()))
                        OR EXISTS (SELECT FROM maestro_audit_entries a
                                   WHERE a.xid > c.sealed AND a.xid < pg_snapshot_xmin(pg_current_snapshot())) THEN 0 END
          FROM maestro_audit_cursor c) AS seal,
         CASE WHEN EXISTS (SELECT FROM maestro_audit_roots WHERE anchored_at IS NULL) THEN maestro_now()
              ELSE (SELECT sign_at FROM maestro_audit_heads WHERE sign_at IS NOT NULL ORDER BY sign_at LIMIT 1) END AS anchor,
         CASE WHEN EXISTS (SELECT FROM maestro_schedule_slots WHERE status = 'waiting') THEN maestro_now()
              ELSE least((SELECT next_fire_at FROM maestro_orchestras WHERE enabled AND next_fire_at IS NOT NULL
                          ORDER BY next_fire_at LIMIT 1),
                         (SELECT due_at FROM maestro_schedule_slots WHERE status = 'due' ORDER BY due_at LIMIT 1),
                         (SELECT deadline_at FROM maestro_schedule_slots WHERE deadline = 'pending' ORDER BY deadline_at LIMIT 1)) END AS slots,
         (SELECT due_at FROM maestro_firings WHERE status = 'due' ORDER BY due_at LIMIT 1) AS firings,
         (SELECT CASE WHEN attested < sealed THEN 0 END FROM maestro_audit_cursor) AS attest,
         CASE WHEN EXISTS (SELECT FROM maestro_feed_cursors c
                           WHERE EXISTS (SELECT FROM maestro_events e
                                         WHERE e.xid >= c.xid AND e.xid < pg_snapshot_xmin(pg_current_snapshot())
                                           AND (e.xid, e.id) > (c.xid, c.id))) THEN 0 END AS follow,
         (SELECT next_at FROM maestro_webhook_deliveries WHERE finished_at IS NULL ORDER BY next_at LIMIT 1) AS webhooks
)
SELECT EXISTS (SELECT 1 FROM lease) AS leads,
       (extract(epoch FROM timer - maestro_now()) * 1000)::float8 AS timer,
       (extract(epoch FROM sweep - maestro_now()) * 1000)::float8 AS sweep,
       (extract(epoch FROM rescue - maestro_now()) * 1000)::float8 AS rescue,
       (extract(epoch FROM cache - maestro_now()) * 1000)::float8 AS cache,
       backlog::float8 AS admission, seal::float8 AS seal, attest::float8 AS attest, follow::float8 AS follow,
       (extract(epoch FROM webhooks - maestro_now()) * 1000)::float8 AS webhooks,
       (extract(epoch FROM anchor - maestro_now()) * 1000)::float8 AS anchor,
       (extract(epoch FROM slots - maestro_now()) * 1000)::float8 AS slots,
       (extract(epoch FROM firings - maestro_now()) * 1000)::float8 AS firings
FROM due
