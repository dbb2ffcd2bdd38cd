/**
 * What must hold of the database after any faults, as statements that select what breaks it. The engine's own
 * suites check these and more after every test; here they judge whole processes.
 */
export const invariants: Readonly<Record<string, string>> = {
  'a run that is over has no live task': `
    SELECT r.id, t.n, t.status FROM maestro_runs r
    JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
    WHERE r.finished_at IS NOT NULL AND t.finished_at IS NULL`,
  'every task ended once': `
    SELECT e.run_id, s.step ->> 0 AS n, count(*) FROM maestro_events e, jsonb_array_elements(e.transitions) AS s (step)
    WHERE s.step ->> 2 IN ('succeeded', 'failed', 'skipped', 'cancelled')
    GROUP BY 1, 2 HAVING count(*) > 1`,
  'what ended carries the token under which it ended': `
    SELECT t.run_id, t.n FROM maestro_tasks t
    JOIN maestro_events e ON e.tenant_id = t.tenant_id AND e.run_id = t.run_id,
         jsonb_array_elements(e.transitions) AS s (step)
    WHERE (s.step ->> 0)::int = t.n AND s.step ->> 2 = 'succeeded' AND (s.step ->> 3)::bigint <> t.token`,
  'no task started before what it depends on had ended': `
    SELECT t.run_id, t.n FROM maestro_tasks t
    WHERE t.status IN ('running', 'succeeded', 'failed') AND t.started_at < t.ready_at`,
  'every edge is decided': `
    SELECT t.run_id, t.n FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE r.finished_at IS NOT NULL AND t.undecided <> 0`,
  'a parked task has a reason, and nothing else has': `
    SELECT t.run_id, t.n FROM maestro_tasks t FULL JOIN maestro_waits w USING (tenant_id, run_id, n)
    WHERE (t.status = 'waiting') IS DISTINCT FROM (w.n IS NOT NULL) AND (t.status = 'waiting' OR w.n IS NOT NULL)`,
};
