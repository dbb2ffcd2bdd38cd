import type { FreezeWindowRow } from '@maestro/persistence';
import { compileTimes, type Occurrence } from '@maestro/timetable';
import { isInScope, type ScopedRun } from './freeze-scope';

export interface Previewed {
  window: FreezeWindowRow;
  occurrence: Occurrence;
}

/** The times between two instants at which windows are open for a run, by their beginning; `limit` at most. */
export function previewFreezes(
  windows: readonly FreezeWindowRow[],
  { run, env, from, to, limit }: { run: ScopedRun | null; env: string; from: Date; to: Date; limit: number },
): { found: Previewed[]; more: boolean } {
  const found: Previewed[] = [];
  for (const window of windows) {
    if (!window.enabled || (run && !isInScope(window.scope, run, env))) continue;
    const times = compileTimes(window.calendar).between(from.getTime(), to.getTime(), limit + 1);
    found.push(...times.map((occurrence) => ({ window, occurrence })));
  }
  found.sort((a, b) => a.occurrence.start - b.occurrence.start);
  return { found: found.slice(0, limit), more: found.length > limit };
}
