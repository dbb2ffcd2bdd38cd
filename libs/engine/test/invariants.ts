import { taskLegalPairs, taskMachine } from '@maestro/state-machine';
import type { Harness } from './harness';

/**
 * What must be true of the database after anything at all. Each statement selects what breaks a rule; the sum of
 * their rows must be nothing.
 */
const invariants: Record<string, string> = {
  'a task has one committed result: no finished task is still leased by a wait': `
    SELECT w.run_id, w.n FROM maestro_waits w JOIN maestro_tasks t USING (tenant_id, run_id, n) WHERE t.status <> 'waiting'`,
  'a parked task has a reason and a time': `
    SELECT t.run_id, t.n FROM maestro_tasks t LEFT JOIN maestro_waits w USING (tenant_id, run_id, n)
    WHERE t.status = 'waiting' AND w.n IS NULL`,
  'a finished run has no live task': `
    SELECT r.id, t.n, t.status FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
    WHERE r.finished_at IS NOT NULL AND t.finished_at IS NULL`,
  'a run whose tasks have all ended is counted down': `
    SELECT r.id FROM maestro_runs r WHERE r.finished_at IS NOT NULL AND r.open_sinks <> 0`,
  'every edge is decided once: nothing is owed when the run is over': `
    SELECT t.run_id, t.n FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE r.finished_at IS NOT NULL AND t.undecided <> 0`,
  'no row points across tenants': `
    SELECT t.run_id FROM maestro_tasks t JOIN maestro_runs r ON r.id = t.run_id WHERE r.tenant_id <> t.tenant_id`,
  'attempts are numbered without gaps': `
    SELECT t.run_id, t.n FROM maestro_tasks t
    WHERE t.attempt < (SELECT count(*) FROM maestro_attempts a
                       WHERE a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n)`,
  'history shows only legal transitions': `
    SELECT e.run_id, s.step FROM maestro_events e, jsonb_array_elements(e.transitions) AS s (step)
    WHERE coalesce(s.step ->> 1, 'none') || '>' || (s.step ->> 2) NOT IN (${legalSteps()})`,
  'terminal has no exit: a task ends once in history': `
    SELECT e.run_id, s.step ->> 0 FROM maestro_events e, jsonb_array_elements(e.transitions) AS s (step)
    WHERE s.step ->> 2 IN ('succeeded', 'failed', 'skipped', 'cancelled')
    GROUP BY 1, 2 HAVING count(*) > 1`,
  'no attempt starts before what it depends on has committed': `
    SELECT t.run_id, t.n FROM maestro_tasks t
    WHERE t.status IN ('running', 'succeeded', 'failed') AND t.started_at < t.ready_at`,
  'a map or loop counts its live items': `
    SELECT f.run_id, f.n, f.open FROM maestro_frames f
    WHERE f.open <> (SELECT count(*) FROM maestro_tasks t WHERE t.tenant_id = f.tenant_id AND t.run_id = f.run_id
                       AND t.parent_n = f.n AND coalesce(t.scope_n, t.n) = t.n AND t.finished_at IS NULL)`,
  'a map or loop has the tasks of all items it made, under their numbers': `
    SELECT f.run_id, f.n, f.created FROM maestro_frames f
    WHERE f.created * f.width <> (SELECT count(*) FROM maestro_tasks t WHERE t.tenant_id = f.tenant_id AND t.run_id = f.run_id
                                    AND t.parent_n = f.n AND t.n >= f.base AND t.n < f.base + f.created * f.width
                                    AND t.idx = (t.n - f.base) / f.width)`,
  'a map or loop keeps to its parallelism': `
    SELECT f.run_id, f.n FROM maestro_frames f WHERE f.open > f.max_parallel`,
  'an ended map or loop has no live item': `
    SELECT f.run_id, f.n, f.open FROM maestro_frames f JOIN maestro_tasks t USING (tenant_id, run_id, n)
    WHERE t.finished_at IS NOT NULL AND f.open > 0`,
  'no run outlives the task that waits for it': `
    SELECT c.id FROM maestro_runs c JOIN maestro_runs p ON p.tenant_id = c.tenant_id AND p.id = c.parent_run
    WHERE c.finished_at IS NULL AND p.finished_at IS NOT NULL`,
};

/** Every step that the state machine allows, as SQL texts; a task comes into being in one of the initial states. */
function legalSteps(): string {
  const steps = [...taskMachine.initial.map((to) => ({ from: 'none', to })), ...taskLegalPairs];
  return steps.map(({ from, to }) => `'${from}>${to}'`).join(', ');
}

/** The rules that are broken now, with the rows that break them. */
export async function violations(harness: Harness): Promise<Record<string, unknown[]>> {
  const broken: Record<string, unknown[]> = {};
  for (const [rule, text] of Object.entries(invariants)) {
    const rows = await harness.sql(text);
    if (rows.length > 0) broken[rule] = rows;
  }
  return broken;
}
