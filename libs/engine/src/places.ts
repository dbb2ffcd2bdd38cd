import type { Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ItemPlace } from './completion';
import type { Engine, RunRef } from './engine';
import { readFrame } from './frames/read-frame';

const taskPlaces = statement('task_places');

/** An item or round that encloses a task: the tasks of its nodes are `offset` away from them. */
export interface Enclosure {
  body: number;
  offset: number;
  /** Number of the map's or loop's own task, and which item or round. */
  ownerN: number;
  idx: number;
}

interface PlaceRow {
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
}

/** The place of a row; null for a task of the top level. */
export function placeOf(row: Omit<PlaceRow, 'n'> & { n: number }): ItemPlace | null {
  if (row.parent_n === null && row.node === row.n) return null;
  return { node: row.node, parentN: row.parent_n, idx: row.idx, scopeN: row.scope_n };
}

/** Where a task stands. */
export async function readPlace(engine: Engine, run: RunRef, n: number): Promise<ItemPlace | null> {
  return engine.cache.get(`place ${run.runId} ${n}`, async () => {
    const rows = await engine.database.query<PlaceRow & Record<string, unknown>>(taskPlaces, [
      run.tenantId,
      run.runId,
      [n],
    ]);
    const [row] = rows;
    if (!row) throw new Error(`run ${run.runId} has no task ${n}`);
    return placeOf(row);
  });
}

interface Seen {
  engine: Engine;
  run: RunRef;
  plan: Plan;
}

/** What encloses a task, the innermost first. */
export async function enclosuresOf(
  { engine, run, plan }: Seen,
  task: { n: number; place: ItemPlace | null },
): Promise<Enclosure[]> {
  const enclosures: Enclosure[] = [];
  let { n, place } = task;
  while (place && place.parentN !== null) {
    const body = plan.nodes[place.node]?.body ?? 0;
    enclosures.push({ body, offset: n - place.node, ownerN: place.parentN, idx: place.idx ?? 0 });
    n = place.parentN;
    place = plan.nodes[plan.bodies[body]?.owner ?? 0]?.body === null ? null : await readPlace(engine, run, n);
  }
  return enclosures;
}

/**
 * The number of the task that plays a node, seen from inside `enclosures`; of a loop seen from outside it is that of
 * the last round. Null where that loop has not begun.
 */
export async function locate(
  seen: Seen,
  enclosures: readonly Enclosure[],
  node: number,
): Promise<number | null> {
  const { engine, run, plan } = seen;
  const body = plan.nodes[node]?.body ?? null;
  if (body === null) return node;
  const around = enclosures.find((enclosure) => enclosure.body === body);
  if (around) return node + around.offset;
  const { owner, first, width } = plan.bodies[body] ?? { owner: 0, first: 0, width: 0 };
  const ownerN = await locate(seen, enclosures, owner);
  const frame = ownerN === null ? null : await readFrame(engine, run, ownerN);
  return frame && frame.created > 0 ? frame.base + (frame.created - 1) * width + (node - first) : null;
}
