import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const listStatement = statement('list_budgets');
const lockStatement = statement('lock_budget');
const insertStatement = statement('insert_budget');
const changeStatement = statement('change_budget');
const deleteStatement = statement('delete_budget');
const subjectStatement = statement('budget_subject');

export const budgetScopes = ['run', 'orchestra', 'template', 'tenant'] as const;
export const budgetPeriods = ['total', 'day', 'week', 'month'] as const;
export type BudgetScope = (typeof budgetScopes)[number];
export type BudgetPeriod = (typeof budgetPeriods)[number];

/** An account; amounts in micro-dollars. */
export interface BudgetRow {
  id: string;
  scope: BudgetScope;
  /** Id of the run, orchestra, template or tenant whose money it is. */
  subject: string;
  period: BudgetPeriod;
  timezone: string;
  cap: number;
  spent: number;
  reserved: number;
  /** Null where it counts from the beginning to the end of time. */
  periodStart: Date | null;
  periodEnd: Date | null;
  note: string | null;
  createdBy: string;
  createdAt: Date;
}

export type NewBudget = Pick<
  BudgetRow,
  'id' | 'scope' | 'subject' | 'period' | 'timezone' | 'cap' | 'note' | 'createdBy'
>;

const FIRST = '00000000-0000-0000-0000-000000000000';

/** In the order of their making; one row more than asked for where there are more. */
export async function listBudgets(
  tx: TenantTx,
  { scope, after, limit }: { scope: BudgetScope | null; after: string | null; limit: number },
): Promise<{ rows: BudgetRow[]; hasMore: boolean }> {
  const rows = await tx.query<BudgetRow>(listStatement.text, [
    tx.tenantId,
    null,
    scope,
    after ?? FIRST,
    limit + 1,
  ]);
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit };
}

export async function findBudget(tx: TenantTx, id: string): Promise<BudgetRow | null> {
  const [row] = await tx.query<BudgetRow>(listStatement.text, [tx.tenantId, id, null, FIRST, 1]);
  return row ?? null;
}

/** As `findBudget`, and keeps others from changing it until the transaction ends. */
export async function lockBudget(tx: TenantTx, id: string): Promise<BudgetRow | null> {
  await tx.query(lockStatement.text, [tx.tenantId, id]);
  return findBudget(tx, id);
}

/** Whether the tenant has the open run, the orchestra, the template or itself that an account is to be opened for. */
export async function hasBudgetSubject(
  tx: TenantTx,
  { scope, subject }: Pick<BudgetRow, 'scope' | 'subject'>,
): Promise<boolean> {
  const [row] = await tx.query<{ known: boolean }>(subjectStatement.text, [tx.tenantId, scope, subject]);
  return row?.known ?? false;
}

/** False where the subject has an account of that period. */
export async function insertBudget(tx: TenantTx, budget: NewBudget): Promise<boolean> {
  const { id, scope, subject, period, timezone, cap, note, createdBy } = budget;
  const values = [tx.tenantId, id, scope, subject, period, timezone, cap, note, createdBy];
  return (await tx.query(insertStatement.text, values)).length > 0;
}

export interface BudgetChange {
  /** The new cap, in micro-dollars. */
  cap?: number;
  /** What comes on top. */
  more?: number;
  note?: string;
}

/** False where more than the new cap is spent and reserved, or it is larger than any may be. */
export async function changeBudget(
  tx: TenantTx,
  id: string,
  { cap, more = 0, note }: BudgetChange,
): Promise<boolean> {
  return (
    (await tx.query<object>(changeStatement.text, [tx.tenantId, id, cap ?? null, more, note ?? null]))
      .length > 0
  );
}

/** Closes an account. Its entries stay in the ledger. */
export async function deleteBudget(tx: TenantTx, id: string): Promise<void> {
  await tx.query(deleteStatement.text, [tx.tenantId, id]);
}
