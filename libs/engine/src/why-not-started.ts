import { hasEntry, orchestraBusy } from './enter-orchestras';
import { hasFiring, LostFiring } from './fire-firings';
import type { NamedRequest } from './start-run';

/** Why a run was not inserted that no other run stands for. `busy`: those for which their orchestras had no place. */
export function whyNotStarted(request: NamedRequest, busy: ReadonlySet<string>): Error {
  if (hasEntry(request) && busy.has(request.runId)) return orchestraBusy(request);
  return hasFiring(request) ? new LostFiring() : new Error('a run was neither started nor refused');
}
