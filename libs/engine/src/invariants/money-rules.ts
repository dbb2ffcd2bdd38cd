import type { InvariantRule } from './invariant-rule';

/** What must be true of money at any instant. */
export const moneyRules: readonly InvariantRule[] = [
  {
    id: 'I8',
    says: 'no account is overshot',
    text: `
    SELECT b.id, b.cap, b.spent, b.reserved FROM maestro_budgets b WHERE b.spent + b.reserved > b.cap OR b.reserved < 0 OR b.spent < 0`,
  },
  {
    id: 'I8',
    says: 'an account reserves what its attempts underway have reserved: nothing when idle',
    text: `
    SELECT b.id, b.reserved, r.amount FROM maestro_budgets b
    LEFT JOIN (SELECT r.tenant_id, a.id, sum(r.amount)::bigint AS amount
               FROM maestro_reservations r, unnest(r.accounts) AS a (id) GROUP BY 1, 2) r
      ON r.tenant_id = b.tenant_id AND r.id = b.id
    WHERE b.reserved <> coalesce(r.amount, 0)`,
  },
  {
    id: 'I8',
    says: 'a reservation belongs to an attempt that runs',
    text: `
    SELECT r.run_id, r.n, t.status FROM maestro_reservations r LEFT JOIN maestro_tasks t USING (tenant_id, run_id, n)
    WHERE r.template_id IS NOT NULL AND (t.status IS DISTINCT FROM 'running' OR t.token <> r.token)`,
  },
  {
    id: 'I8',
    says: 'a reservation of a call of the API outlives it by an hour at most',
    text: `
    SELECT r.run_id, r.node, r.at FROM maestro_reservations r
    WHERE r.template_id IS NULL AND r.at < maestro_now() - interval '1 hour 15 minutes'`,
  },
  {
    id: 'I8',
    says: 'an account has spent what its ledger says of its period',
    text: `
    SELECT b.id, b.spent, e.amount FROM maestro_budgets b
    LEFT JOIN (SELECT e.tenant_id, a.id, a.period, sum(e.amount)::bigint AS amount
               FROM maestro_cost_entries e, unnest(e.accounts, e.periods) AS a (id, period) GROUP BY 1, 2, 3) e
      ON e.tenant_id = b.tenant_id AND e.id = b.id AND e.period = b.period_start
    WHERE b.spent <> coalesce(e.amount, 0)`,
  },
  {
    id: 'I8',
    says: 'a run has cost what its ledger says',
    text: `
    SELECT c.run_id, c.amount, sum(e.amount) AS ledger FROM maestro_run_costs c
    LEFT JOIN maestro_cost_entries e ON e.tenant_id = c.tenant_id AND e.run_id = c.run_id
    GROUP BY c.tenant_id, c.run_id, c.amount HAVING c.amount <> coalesce(sum(e.amount), 0)`,
  },
  {
    id: 'I8',
    says: 'no attempt is charged less than nothing',
    text: `
    SELECT e.run_id, e.n, e.token FROM maestro_cost_entries e GROUP BY e.tenant_id, e.run_id, e.n, e.token HAVING sum(e.amount) < 0`,
  },
];
