import { taskLegalPairs, taskMachine } from '@maestro/state-machine';
import type { InvariantRule } from './invariant-rule';
import { moneyRules } from './money-rules';

/**
 * What must be true after anything at all. The engine's tests look after every test; `maestro doctor` looks on a live
 * database, where row-level security confines each statement to one tenant.
 */
export const invariantRules: readonly InvariantRule[] = [
  {
    id: 'I2',
    says: 'a task has one committed result: no finished task is still leased by a wait',
    text: `
    SELECT w.run_id, w.n FROM maestro_waits w JOIN maestro_tasks t USING (tenant_id, run_id, n) WHERE t.status <> 'waiting'`,
  },
  {
    id: 'I2',
    says: 'a parked task has a reason and a time',
    text: `
    SELECT t.run_id, t.n FROM maestro_tasks t LEFT JOIN maestro_waits w USING (tenant_id, run_id, n)
    WHERE t.status = 'waiting' AND w.n IS NULL`,
  },
  {
    id: 'I2',
    says: 'a finished run has no live task',
    text: `
    SELECT r.id, t.n, t.status FROM maestro_runs r JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id
    WHERE r.finished_at IS NOT NULL AND t.finished_at IS NULL`,
  },
  {
    id: 'I2',
    says: 'a run whose tasks have all ended is counted down',
    text: `
    SELECT r.id FROM maestro_runs r WHERE r.finished_at IS NOT NULL AND r.open_sinks <> 0`,
  },
  {
    id: 'I2',
    says: 'every edge is decided once: nothing is owed when the run is over',
    text: `
    SELECT t.run_id, t.n FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE r.finished_at IS NOT NULL AND t.undecided <> 0`,
  },
  {
    id: 'I9',
    says: 'no row points across tenants',
    text: `
    SELECT t.run_id FROM maestro_tasks t JOIN maestro_runs r ON r.id = t.run_id WHERE r.tenant_id <> t.tenant_id`,
  },
  {
    id: 'I14',
    says: 'attempts are numbered without gaps',
    text: `
    SELECT t.run_id, t.n FROM maestro_tasks t
    WHERE t.attempt < (SELECT count(*) FROM maestro_attempts a
                       WHERE a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n)`,
  },
  {
    id: 'I3',
    says: 'history shows only legal transitions',
    text: `
    SELECT e.run_id, s.step FROM maestro_events e, json_array_elements(e.transitions) AS s (step)
    WHERE coalesce(s.step ->> 1, 'none') || '>' || (s.step ->> 2) NOT IN (${legalSteps()})`,
  },
  {
    id: 'I4',
    says: 'terminal has no exit: a task ends once in history',
    text: `
    SELECT e.run_id, s.step ->> 0 FROM maestro_events e, json_array_elements(e.transitions) AS s (step)
    WHERE s.step ->> 2 IN ('succeeded', 'failed', 'skipped', 'cancelled')
    GROUP BY 1, 2 HAVING count(*) > 1`,
  },
  {
    id: 'I13',
    says: 'no attempt starts before what it depends on has committed',
    text: `
    SELECT t.run_id, t.n FROM maestro_tasks t
    WHERE t.status IN ('running', 'succeeded', 'failed') AND t.started_at < t.ready_at`,
  },
  {
    id: 'I2',
    says: 'a map or loop counts its live items',
    text: `
    SELECT f.run_id, f.n, f.open FROM maestro_frames f
    WHERE f.open <> (SELECT count(*) FROM maestro_tasks t WHERE t.tenant_id = f.tenant_id AND t.run_id = f.run_id
                       AND t.parent_n = f.n AND coalesce(t.scope_n, t.n) = t.n AND t.finished_at IS NULL)`,
  },
  {
    id: 'I2',
    says: 'a map or loop has the tasks of all items it made, under their numbers',
    text: `
    SELECT f.run_id, f.n, f.created FROM maestro_frames f
    WHERE f.created * f.width <> (SELECT count(*) FROM maestro_tasks t WHERE t.tenant_id = f.tenant_id AND t.run_id = f.run_id
                                    AND t.parent_n = f.n AND t.n >= f.base AND t.n < f.base + f.created * f.width
                                    AND t.idx = (t.n - f.base) / f.width)`,
  },
  {
    id: 'I2',
    says: 'a map or loop keeps to its parallelism',
    text: `
    SELECT f.run_id, f.n FROM maestro_frames f WHERE f.open > f.max_parallel`,
  },
  {
    id: 'I2',
    says: 'an ended map or loop has no live item',
    text: `
    SELECT f.run_id, f.n, f.open FROM maestro_frames f JOIN maestro_tasks t USING (tenant_id, run_id, n)
    WHERE t.finished_at IS NOT NULL AND f.open > 0`,
  },
  {
    id: 'I2',
    says: 'no run outlives the task that waits for it',
    text: `
    SELECT c.id FROM maestro_runs c JOIN maestro_runs p ON p.tenant_id = c.tenant_id AND p.id = c.parent_run
    WHERE c.finished_at IS NULL AND p.finished_at IS NOT NULL`,
    live: `
    SELECT c.id FROM maestro_runs c JOIN maestro_runs p ON p.tenant_id = c.tenant_id AND p.id = c.parent_run
    WHERE c.finished_at IS NULL AND p.finished_at IS NOT NULL
      AND p.finished_at < maestro_now() - interval '1 minute'`,
  },
  {
    id: 'I4',
    says: 'a run ends once, and says so',
    text: `
    SELECT r.id, r.status, count(e.id) FROM maestro_runs r
    LEFT JOIN maestro_events e ON e.tenant_id = r.tenant_id AND e.run_id = r.id AND e.type = 'run.finished'
    WHERE r.finished_at IS NOT NULL GROUP BY 1, 2 HAVING count(e.id) > 1`,
  },
  {
    id: 'I2',
    says: 'what is over holds up nothing and is held up by nothing',
    text: `
    SELECT 'hold' AS kind, r.id FROM maestro_holds h JOIN maestro_runs r ON r.tenant_id = h.tenant_id AND r.id = h.run_id
    WHERE r.finished_at IS NOT NULL
    UNION ALL
    SELECT 'backlog', b.run_id FROM maestro_backlog b JOIN maestro_runs r ON r.tenant_id = b.tenant_id AND r.id = b.run_id
    WHERE r.finished_at IS NOT NULL`,
  },
  {
    id: 'I2',
    says: 'a run that has not begun is held for a reason, and one that has begun for none',
    text: `
    SELECT r.id, r.status::text, h.reason FROM maestro_runs r
    LEFT JOIN maestro_holds h ON h.tenant_id = r.tenant_id AND h.run_id = r.id
    WHERE r.finished_at IS NULL AND r.control IN ('none', 'pause') AND (r.status = 'pending') <> (h.run_id IS NOT NULL)`,
  },
  {
    id: 'I2',
    says: 'nobody is asked about the start of a run that has begun, or ended',
    text: `
    SELECT a.run_id, a.n FROM maestro_approvals a JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
    WHERE a.n < 0 AND a.status = 'pending' AND r.status <> 'pending'`,
    live: `
    SELECT a.run_id, a.n FROM maestro_approvals a JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
    WHERE a.n < 0 AND a.status = 'pending' AND r.status <> 'pending' AND r.finished_at < maestro_now() - interval '1 minute'`,
  },
  {
    id: 'I12',
    says: 'a concurrency key counts the slots that are held under it',
    text: `
    SELECT k.key, k.held, count(s.key) AS slots FROM maestro_slot_keys k
    LEFT JOIN maestro_slots s ON s.tenant_id = k.tenant_id AND s.key = k.key AND s.kind = 'slot'
    GROUP BY k.tenant_id, k.key, k.held HAVING k.held <> count(s.key)`,
  },
  {
    id: 'I12',
    says: 'no concurrency key holds more slots than it has',
    text: `
    SELECT k.key, k.held, k.slots FROM maestro_slot_keys k WHERE k.held > k.slots`,
  },
  {
    id: 'I12',
    says: 'nothing that is over holds a slot',
    text: `
    SELECT s.run_id, s.n, s.key FROM maestro_slots s JOIN maestro_tasks t USING (tenant_id, run_id, n) WHERE t.finished_at IS NOT NULL
    UNION ALL
    SELECT s.run_id, s.n, s.key FROM maestro_slots s JOIN maestro_runs r ON r.tenant_id = s.tenant_id AND r.id = s.run_id
    WHERE s.n = -1 AND r.finished_at IS NOT NULL`,
  },
  {
    id: 'I12',
    says: 'a run that shares places waits for one or holds one',
    text: `
    SELECT r.id, r.status FROM maestro_runs r
    WHERE r.finished_at IS NULL AND r.concurrency_key IS NOT NULL
      AND (r.status = 'pending') = EXISTS (SELECT FROM maestro_slots s
                                           WHERE s.tenant_id = r.tenant_id AND s.run_id = r.id AND s.n = -1)`,
  },
  {
    id: 'I2',
    says: 'the backlog holds what is ready, and all of it',
    text: `
    SELECT b.run_id, b.n, t.status::text FROM maestro_backlog b JOIN maestro_tasks t USING (tenant_id, run_id, n)
    WHERE t.status <> 'ready'
    UNION ALL
    SELECT t.run_id, t.n, 'forgotten' FROM maestro_tasks t
    WHERE t.status = 'ready'
      AND NOT EXISTS (SELECT FROM maestro_backlog b WHERE b.tenant_id = t.tenant_id AND b.run_id = t.run_id AND b.n = t.n)`,
  },
  {
    id: 'I2',
    says: 'a result that was taken over is a success, and of a run that was repeated',
    text: `
    SELECT t.run_id, t.n, t.status FROM maestro_tasks t JOIN maestro_runs r ON r.tenant_id = t.tenant_id AND r.id = t.run_id
    WHERE t.reused_from IS NOT NULL AND (t.status <> 'succeeded' OR r.rerun_of IS NULL)`,
  },
  ...moneyRules,
];

/** Every step that the state machine allows, as SQL texts; a task comes into being in one of the initial states. */
function legalSteps(): string {
  const steps = [...taskMachine.initial.map((to) => ({ from: 'none', to })), ...taskLegalPairs];
  return steps.map(({ from, to }) => `'${from}>${to}'`).join(', ');
}
