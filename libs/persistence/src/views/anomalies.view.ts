import type { EngineTransaction } from '../engine-database';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from './page';

const measuresStatement = statement('run_measures');
const samplesStatement = statement('run_samples');
const writeStatement = statement('write_anomalies');
const listStatement = statement('list_anomalies');

export const measures = ['duration', 'cost'] as const;
/** Milliseconds, or micro-dollars. */
export type Measure = (typeof measures)[number];

export type Measured = Record<Measure, number>;

/** A run that ended well: how long it took and what it cost. */
export interface MeasuredRun extends Measured {
  tenantId: string;
  runId: string;
  templateId: string;
}

/** Of these runs, those that ended well. */
export function measureRuns(
  tx: EngineTransaction,
  runs: readonly { tenantId: string; runId: string }[],
): Promise<MeasuredRun[]> {
  return tx.query<MeasuredRun & Record<string, unknown>>(measuresStatement, [
    runs.map(({ tenantId }) => tenantId),
    runs.map(({ runId }) => runId),
  ]);
}

/** What runs of templates took before a run of each; `firsts` has one run for each template. */
export async function sampleTemplates(
  tx: EngineTransaction,
  firsts: readonly MeasuredRun[],
): Promise<(Measured & { tenantId: string; templateId: string })[]> {
  return tx.query<Measured & { tenantId: string; templateId: string }>(samplesStatement, [
    firsts.map(({ tenantId }) => tenantId),
    firsts.map(({ templateId }) => templateId),
    firsts.map(({ runId }) => runId),
  ]);
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
