import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const costsStatement = statement('list_costs');
const burnStatement = statement('budget_burn');
const pricesStatement = statement('list_prices');
const addStatement = statement('add_price');

export const costGroups = [
  'tenant',
  'template',
  'orchestra',
  'run',
  'task',
  'agent',
  'model',
  'handler',
  'day',
] as const;
export type CostGroup = (typeof costGroups)[number];

/** What one group has cost; null where the costs are not grouped by that. */
export interface CostRow {
  templateId: string | null;
  /** Null also where its run is no longer kept. */
  orchestraId: string | null;
  runId: string | null;
  /** Of the task in its run, and the node that it is of. */
  n: number | null;
  node: string | null;
  agentId: string | null;
  model: string | null;
  handler: string | null;
  day: string | null;
  /** Micro-dollars, and how much of them is a worst case that nobody has proven. */
  micros: number;
  assumed: number;
  attempts: number;
  inputTokens: number;
  outputTokens: number;
}

/** The dearest groups first. */
export function listCosts(
  tx: TenantTx,
  { groups, from, to, limit }: { groups: readonly CostGroup[]; from: Date; to: Date; limit: number },
): Promise<CostRow[]> {
  return tx.query<CostRow>(costsStatement.text, [tx.tenantId, groups, from, to, limit]);
}

export interface BurnPoint {
  at: Date;
  micros: number;
  attempts: number;
}

/** What an account was charged since an instant. */
export function readBurn(
  tx: TenantTx,
  { id, since, step, timezone }: { id: string; since: Date; step: 'hour' | 'day'; timezone: string },
): Promise<BurnPoint[]> {
  return tx.query<BurnPoint>(burnStatement.text, [tx.tenantId, id, since, step, timezone]);
}

export interface PriceRow {
  model: string;
  version: number;
  /** The tenant's own; else everybody's. */
  own: boolean;
  inputNanos: number;
  outputNanos: number;
  callNanos: number;
  createdAt: Date;
}

/** The prices that count for the tenant. */
export function listPrices(tx: TenantTx): Promise<PriceRow[]> {
  return tx.query<PriceRow>(pricesStatement.text, [tx.tenantId, null]);
}

/** The price of a model that counts for the tenant. */
export async function findPrice(tx: TenantTx, model: string): Promise<PriceRow | null> {
  const [row] = await tx.query<PriceRow>(pricesStatement.text, [tx.tenantId, model]);
  return row ?? null;
}

/** Adds a version of a price. Whoever else adds one waits: the caller has locked the tenant. */
export async function addPrice(
  tx: TenantTx,
  price: Pick<PriceRow, 'model' | 'inputNanos' | 'outputNanos' | 'callNanos'> & { createdBy: string },
): Promise<number> {
  const { model, inputNanos, outputNanos, callNanos, createdBy } = price;
  const values = [tx.tenantId, model, inputNanos, outputNanos, callNanos, createdBy];
  const [row] = await tx.query<{ version: number }>(addStatement.text, values);
  if (!row) throw new Error('a version of a price was not added');
  return row.version;
}
