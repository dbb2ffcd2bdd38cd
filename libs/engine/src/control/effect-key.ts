import { formatId } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';
import { enclosuresOf, readPlace } from '../places';

/**
 * The name under which the effects of a task are known outside: `<run>/<node>`, with `[index]` for each item or round
 * around it, the outermost first. The same for every attempt, for a retry in a run of its own, and for every version
 * that still has the node.
 */
export async function effectKey(
  engine: Engine,
  { run, n, node, place, compensates }: Pick<ClaimedTask, 'run' | 'n' | 'node' | 'place' | 'compensates'>,
): Promise<string> {
  const seen = { engine, run: run.ref, plan: run.plan };
  // What undoes the task of an item acts for that item.
  const inside =
    compensates === null
      ? { n, place }
      : { n: compensates, place: await readPlace(engine, run.ref, compensates) };
  const path = (await enclosuresOf(seen, inside)).map(({ idx }) => `[${idx}]`).reverse();
  return `${formatId('run', run.effectRun)}/${run.plan.nodes[node]?.id ?? node}${path.join('')}`;
}
