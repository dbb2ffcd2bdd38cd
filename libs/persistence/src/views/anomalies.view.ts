import type { EngineTransaction } from '../engine-database';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import type { EventPosition } from './event-cursor';
import { pageOf, type Page } from './page';

const measuresStatement = statement('run_measures');
const writeStatement = statement('write_anomalies');
const listStatement = statement('list_anomalies');

export const measures = ['duration', 'cost'] as const;
/** Milliseconds, or micro-dollars. */
export type Measure = (typeof measures)[number];

export type Measured = Record<Measure, number>;

/** Runs of one template that have ended well, and those before them that they are compared with. */
export interface MeasuredTemplate {
  tenantId: string;
  templateId: string;
  runs: readonly (Measured & { runId: string })[];
  usual: Record<Measure, readonly number[]>;
}

interface MeasuresRow extends Record<string, unknown> {
  tenantId: string;
  templateId: string;
  runs: string[];
  durations: number[];
  costs: number[];
  usualDurations: number[];
  usualCosts: number[];
}

/** What runs took and cost that have ended well in a span of the feed, by template. */
export async function measureSpan(
  database: Pick<EngineTransaction, 'query'>,
  { after, upto }: { after: EventPosition; upto: EventPosition },
): Promise<MeasuredTemplate[]> {
  const span = [after.xid, after.id, upto.xid, upto.id];
  const rows = await database.query<MeasuresRow>(measuresStatement, span);
  return rows.map(({ tenantId, templateId, runs, durations, costs, usualDurations, usualCosts }) => ({
    ...{ tenantId, templateId },
    runs: runs.map((runId, i) => ({ runId, duration: durations[i] ?? 0, cost: costs[i] ?? 0 })),
    usual: { duration: usualDurations, cost: usualCosts },
  }));
}

export interface NewAnomaly {
  tenantId: string;
  runId: string;
  templateId: string;
  measure: Measure;
  value: number;
  median: number;
  score: number;
  samples: number;
}

/** Each once, however often it is told. */
export async function writeAnomalies(tx: EngineTransaction, found: readonly NewAnomaly[]): Promise<void> {
  if (found.length === 0) return;
  await tx.query(writeStatement, [
    found.map(({ tenantId }) => tenantId),
    found.map(({ runId }) => runId),
    found.map(({ templateId }) => templateId),
    found.map(({ measure }) => measure),
    found.map(({ value }) => value),
    found.map(({ median }) => median),
    found.map(({ score }) => score),
    found.map(({ samples }) => samples),
  ]);
}

export interface AnomalyRow extends Omit<NewAnomaly, 'tenantId'> {
  detectedAt: Date;
}

/** Of the newest runs first. */
export async function listAnomalies(
  tx: TenantTx,
  filter: { templateId: string | null; after: { runId: string; measure: string } | null; limit: number },
): Promise<Page<AnomalyRow>> {
  const { templateId, after, limit } = filter;
  const values = [tx.tenantId, templateId, after?.runId ?? null, after?.measure ?? null, limit + 1];
  return pageOf(await tx.query<AnomalyRow>(listStatement.text, values), limit);
}
