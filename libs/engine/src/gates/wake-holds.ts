import { statement } from '@maestro/persistence';
import { createCompleter } from '../completer';
import { runRef, type Engine, type RunRef } from '../engine';
import { sweepRun } from '../sweep-run';

const dueHolds = statement('due_holds');
const wakeStatement = statement('wake_holds');

/** Asks the gates again about held runs whose time has come. Returns how many. */
export async function wakeDueHolds(engine: Engine, limit: number): Promise<number> {
  if (engine.startGates.length === 0) return 0;
  const gates = engine.startGates.map(({ name }) => name);
  const rows = await engine.database.query<{ tenant_id: string; run_id: string }>(dueHolds, [gates, limit]);
  await sweepAll(engine, rows.map(runRef));
  return rows.length;
}

/** Has a gate asked again about all runs of a tenant that it holds back: it might say something else now. Returns how many. */
export async function wakeHolds(
  engine: Engine,
  { tenantId, gate }: { tenantId: string; gate: string },
): Promise<number> {
  const rows = await engine.database.query<{ run_id: string }>(wakeStatement, [tenantId, gate]);
  await sweepAll(
    engine,
    rows.map(({ run_id: runId }) => ({ tenantId, runId })),
  );
  return rows.length;
}

/** What goes wrong with one of them the sweep does again. */
async function sweepAll(engine: Engine, runs: readonly RunRef[]): Promise<void> {
  const completer = createCompleter(engine);
  for (const run of runs)
    await sweepRun(engine, completer, run).catch((error: unknown) =>
      engine.onError(error, 'asking gates again'),
    );
  await completer.idle();
}
