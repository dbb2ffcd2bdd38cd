import { createHash } from 'node:crypto';
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

/**
 * The name that the effects of a task's child run bear: made from the task's own key, so that a child that does the work
 * of another one once more is known outside by the same names.
 */
export async function childEffects(engine: Engine, task: ClaimedTask): Promise<string> {
  return uuidOf(await effectKey(engine, task));
}

/** A name-based id (version 8 of RFC 9562). */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
