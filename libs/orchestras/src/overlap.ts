import { cancelRun, type Engine, type StartRequest } from '@maestro/engine';
import { formatId, statement } from '@maestro/persistence';
import { readOverlap } from '@maestro/timetable';

const openBefore = statement('open_runs_before');

/** How a run that no slot names enters an orchestra with this schedule. */
export function entryOf(schedule: Parameters<typeof readOverlap>[0]): Pick<StartRequest, 'entry'> {
  const overlap = readOverlap(schedule);
  if (typeof overlap === 'object') return { entry: { queue: overlap.queue } };
  return overlap === 'skip' ? { entry: { queue: 0 } } : {};
}

/** A run of an orchestra that has begun. */
export interface Begun {
  tenantId: string;
  orchestraId: string;
  schedule: Parameters<typeof readOverlap>[0];
  runId: string;
  by: string;
}

/**
 * Cancels the open runs whose place a run takes, where its orchestra says so: once it has begun, since what refuses it refuses that
 * others are cancelled for it. Of two that begin at once the later one stays.
 */
export async function takePlace(
  engine: Engine,
  { tenantId, orchestraId, schedule, runId, by }: Begun,
): Promise<void> {
  if (readOverlap(schedule) !== 'cancel_running') return;
  const open = await engine.database.query<{ id: string }>(openBefore, [tenantId, orchestraId, runId]);
  const reason = `The run ${formatId('run', runId)} takes its place.`;
  for (const { id } of open) await cancelRun(engine, { tenantId, runId: id, actor: by, reason });
}
