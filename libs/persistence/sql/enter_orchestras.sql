-- Purpose   What runs find that are about to enter their orchestras, which are locked.
-- Params    per run: $1 tenant[], $2 orchestra[], $3 template[], $4 idempotency key[] (null: none)
-- Result    one row a run, in their order: is a run open; how many runs and slots wait for its end, counted to 101; has the key
--           started a run before
-- Index     maestro_runs_orchestra_open, maestro_schedule_slots_waiting, primary keys
SELECT w.place::int - 1 AS place, maestro_now() AS now, k.run_id IS NOT NULL AS known,
       -- Not EXISTS: that may be answered from a table of all open runs.
       (SELECT r.id FROM maestro_runs r WHERE r.tenant_id = w.tenant_id AND r.orchestra_id = w.orchestra_id
          AND r.parent_run IS NULL AND r.finished_at IS NULL LIMIT 1) IS NOT NULL AS busy,
       (SELECT count(*)::int FROM (
          SELECT FROM maestro_runs r JOIN maestro_holds h ON h.tenant_id = r.tenant_id AND h.run_id = r.id AND h.reason = 'OVERLAP'
          WHERE r.tenant_id = w.tenant_id AND r.orchestra_id = w.orchestra_id AND r.parent_run IS NULL AND r.finished_at IS NULL
          LIMIT 101) held)
       + (SELECT count(*)::int FROM (
          SELECT FROM maestro_schedule_slots s WHERE s.tenant_id = w.tenant_id AND s.orchestra_id = w.orchestra_id
            AND s.status = 'waiting' AND s.backfill_id IS NULL LIMIT 101) waiting) AS queued
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) WITH ORDINALITY AS w (tenant_id, orchestra_id, template_id, key, place)
LEFT JOIN maestro_run_keys k ON k.tenant_id = w.tenant_id AND k.template_id = w.template_id AND k.key = w.key
ORDER BY w.place
