import {
  measures,
  measureSpan,
  writeAnomalies,
  type EngineTransaction,
  type Measured,
  type MeasuredTemplate,
  type NewAnomaly,
} from '@maestro/persistence';
import { scoreOf, UNUSUAL } from './score';

/** What differs by less is nobody's concern: a tenth of a second, a tenth of a cent. */
const floors: Measured = { duration: 100, cost: 1_000 };

/**
 * Compares the runs that have ended well in a span of the feed with those of the same template before them. Null where none of them
 * took unusually long or cost unusually much; else what writes down which did: once for each run and measure, with an event in the
 * history of the run.
 */
export async function findAnomalies(
  database: Pick<EngineTransaction, 'query'>,
  span: Parameters<typeof measureSpan>[1],
): Promise<((tx: EngineTransaction) => Promise<void>) | null> {
  const found = (await measureSpan(database, span)).flatMap(unusualOf);
  return found.length > 0 ? (tx) => writeAnomalies(tx, found) : null;
}

/** The greatest of them is looked at first: mostly that is all there is to do. */
function unusualOf({ tenantId, templateId, runs, usual }: MeasuredTemplate): NewAnomaly[] {
  return measures.flatMap((measure) => {
    const score = (value: number) => scoreOf(value, usual[measure], floors[measure]);
    const greatest = runs.reduce((most, run) => Math.max(most, run[measure]), 0);
    if ((score(greatest)?.score ?? 0) <= UNUSUAL) return [];
    return runs.flatMap((run) => {
      const told = score(run[measure]);
      if (!told || told.score <= UNUSUAL) return [];
      const { runId } = run;
      const samples = usual[measure].length;
      return [{ tenantId, runId, templateId, measure, value: run[measure], ...told, samples }];
    });
  });
}
