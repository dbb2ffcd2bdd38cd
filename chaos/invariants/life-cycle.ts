import { taskLegalPairs, taskMachine } from '@maestro/state-machine';
import { selects, type Invariant } from './invariant';

/** Every step of every task, out of the packed events: [n, from, to, token, attempt]. */
const steps = `
  SELECT e.tenant_id, e.run_id, (s.step ->> 0)::int AS n, s.step ->> 1 AS was, s.step ->> 2 AS became,
         (s.step ->> 3)::bigint AS token
  FROM maestro_events e, json_array_elements(e.transitions) AS s (step)
  WHERE json_typeof(e.transitions) = 'array'`;
const terminal = `('succeeded', 'failed', 'skipped', 'cancelled')`;

/** Every step that the state machine allows; a task comes into being in one of the initial states. */
const legal = [...taskMachine.initial.map((to) => ({ from: 'none', to })), ...taskLegalPairs]
  .map(({ from, to }) => `'${from}>${to}'`)
  .join(', ');

/** I3, I4, I5, I10: what the history says of each task. */
export const lifeCycleInvariants: readonly Invariant[] = [
  selects('I3', 'the history shows only legal transitions', {
    text: `SELECT * FROM (${steps}) s WHERE coalesce(was, 'none') || '>' || became NOT IN (${legal})`,
  }),
  selects('I3', 'what is terminal is never left', {
    text: `SELECT * FROM (${steps}) s WHERE was IN ${terminal}`,
  }),
  selects('I4', 'a task ends once', {
    text: `SELECT run_id, n, count(*) FROM (${steps}) s WHERE became IN ${terminal} GROUP BY 1, 2 HAVING count(*) > 1`,
  }),
  selects('I4', 'a run ends once, and says so', {
    text: `
      SELECT r.id, r.status, count(e.id) FROM maestro_runs r
      LEFT JOIN maestro_events e ON e.tenant_id = r.tenant_id AND e.run_id = r.id AND e.type = 'run.finished'
      WHERE r.finished_at IS NOT NULL GROUP BY 1, 2 HAVING count(e.id) <> 1`,
  }),
  selects('I5', 'a token ends one attempt, once', {
    text: `
      SELECT run_id, n, token, count(*) FROM (${steps}) s WHERE was = 'running' AND token IS NOT NULL
      GROUP BY 1, 2, 3 HAVING count(*) > 1`,
  }),
  selects('I5', 'what ended carries the token under which it ended: a stale one changed nothing', {
    text: `
      SELECT t.run_id, t.n, t.token, s.token AS written FROM maestro_tasks t JOIN (${steps}) s USING (tenant_id, run_id, n)
      WHERE s.was = 'running' AND s.became IN ${terminal} AND s.token IS DISTINCT FROM t.token`,
  }),
  selects('I5', 'an attempt that was lost or failed is not the one that ended the task', {
    text: `
      SELECT a.run_id, a.n, a.attempt FROM maestro_attempts a JOIN maestro_tasks t USING (tenant_id, run_id, n)
      WHERE t.status = 'succeeded' AND a.outcome IN ('lost', 'failed') AND a.token = t.token`,
  }),
  selects('I10', 'the steps of a task lead to where it is: none is missing, none is there twice', {
    // Claims write no event, so that queued and running count as one place; so do the places a task begins in.
    text: `
      WITH place AS (
        SELECT run_id, n, CASE WHEN was IS NULL THEN 'start' WHEN was IN ('queued', 'running') THEN 'active'
                               WHEN was IN ('pending', 'ready') THEN 'start' ELSE was END AS was,
               CASE WHEN became IN ('queued', 'running') THEN 'active' WHEN became IN ('pending', 'ready') THEN 'start'
                    ELSE became END AS became
        FROM (${steps}) s
      ), flow AS (
        SELECT run_id, n, became AS place, 1 AS d FROM place WHERE was <> became
        UNION ALL
        SELECT run_id, n, was, -1 FROM place WHERE was <> became
        UNION ALL
        SELECT run_id, n, 'start', 1 FROM maestro_tasks
        UNION ALL
        SELECT run_id, n, CASE WHEN status IN ('queued', 'running') THEN 'active' WHEN status IN ('pending', 'ready')
                               THEN 'start' ELSE status::text END, -1 FROM maestro_tasks
      )
      SELECT run_id, n, place, sum(d) FROM flow GROUP BY 1, 2, 3 HAVING sum(d) <> 0`,
  }),
];
