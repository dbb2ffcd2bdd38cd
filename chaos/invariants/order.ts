import { selects, type Invariant } from './invariant';

/** I13, I14: what comes before what, and how often. */
export const orderInvariants: readonly Invariant[] = [
  selects('I13', 'no attempt starts before its task was ready', {
    text: `
      SELECT t.run_id, t.n, t.started_at, t.ready_at FROM maestro_tasks t
      WHERE t.status IN ('running', 'succeeded', 'failed') AND t.started_at < t.ready_at`,
  }),
  selects('I13', 'no task starts before what it waits for has ended', {
    text: `
      SELECT t.run_id, t.n, p.n AS before, t.started_at, p.finished_at
      FROM maestro_runs r
      JOIN maestro_template_versions v
        ON v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version
      CROSS JOIN LATERAL jsonb_to_recordset(v.plan -> 'edges') AS e ("from" int, "to" int)
      JOIN maestro_tasks p ON p.tenant_id = r.tenant_id AND p.run_id = r.id AND p.n = e."from"
      JOIN maestro_tasks t ON t.tenant_id = r.tenant_id AND t.run_id = r.id AND t.n = e."to" AND NOT t.join_any
      WHERE t.status IN ('succeeded', 'failed') AND t.started_at < p.finished_at`,
  }),
  selects('I14', 'a task is tried no more often than its retry policy grants', {
    text: `
      SELECT a.run_id, a.n, count(*) FROM maestro_attempts a
      JOIN maestro_tasks t USING (tenant_id, run_id, n)
      JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
      JOIN maestro_template_versions v
        ON v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version
      WHERE a.outcome = 'failed'
      GROUP BY a.run_id, a.n, v.plan, t.node, t.status
      HAVING count(*) + CASE WHEN t.status = 'failed' THEN 1 ELSE 0 END
             > (v.plan -> 'nodes' -> t.node -> 'retry' ->> 'max_attempts')::int`,
  }),
  selects('I14', 'attempts are numbered without gaps', {
    text: `
      SELECT t.run_id, t.n, t.attempt FROM maestro_tasks t
      WHERE t.attempt < (SELECT count(*) FROM maestro_attempts a
                         WHERE a.tenant_id = t.tenant_id AND a.run_id = t.run_id AND a.n = t.n)`,
  }),
  selects('I14', 'another attempt waits for as long as the policy says', {
    text: `
      SELECT a.run_id, a.n, a.attempt, a.finished_at, next.started_at FROM maestro_attempts a
      JOIN maestro_tasks t USING (tenant_id, run_id, n)
      JOIN maestro_runs r ON r.tenant_id = a.tenant_id AND r.id = a.run_id
      JOIN maestro_template_versions v
        ON v.tenant_id = r.tenant_id AND v.template_id = r.template_id AND v.version = r.template_version
      CROSS JOIN LATERAL (SELECT v.plan -> 'nodes' -> t.node -> 'retry' AS policy) p
      JOIN LATERAL (
        SELECT b.started_at FROM maestro_attempts b
        WHERE b.tenant_id = a.tenant_id AND b.run_id = a.run_id AND b.n = a.n AND b.attempt = a.attempt + 1
        UNION ALL SELECT t.started_at WHERE t.attempt = a.attempt + 1
      ) next ON true
      WHERE a.outcome = 'failed' AND p.policy ->> 'jitter' = 'none' AND p.policy ->> 'backoff' = 'fixed'
        AND next.started_at < a.finished_at + (p.policy ->> 'delay_ms')::int * interval '1 millisecond'`,
  }),
  selects('I14', 'a task that kills its worker is given up after three deaths', {
    needs: ['maestro_tasks.alone_deaths'],
    text: 'SELECT run_id, n, alone_deaths FROM maestro_tasks WHERE alone_deaths > 3',
  }),
];
