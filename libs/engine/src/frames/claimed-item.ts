import type { ClaimedTask } from '../claim-tasks';
import type { TakenItem } from '../completion';
import type { Engine } from '../engine';
import { readRunValues } from '../run-values';

/** An item that was claimed as it was made, as an attempt to perform. What its run knows is read once a process. */
export async function claimedItem(
  engine: Engine,
  { run: ref, n, attempt, token, place }: TakenItem,
): Promise<ClaimedTask> {
  const run = await engine.cache.get(`run ${ref.runId}`, () => readRunValues(engine, ref));
  const fresh = { compensates: null, deaths: 0, aloneDeaths: 0, waitedS: 0, urgent: false };
  return { ...fresh, run, n, node: place.node, place, attempt, token };
}
