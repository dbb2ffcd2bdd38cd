import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { isDataError, statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Engine } from '../engine';

const openStatement = statement('open_frame');

/** Items of one map, and of all maps of a run together. */
export const mapLimits = { items: 100_000, runItems: 1_000_000 } as const;

/** Characters of a piece of a list, about, and most items in it. */
const CHUNK = { size: 64 * 1024, items: 1_000 };

export interface FrameDraft {
  kind: 'map' | 'loop';
  /** Index in the plan's bodies. */
  body: number;
  /** Items, or most rounds. */
  count: number;
  /** Of a map. */
  items: readonly Json[];
  maxParallel: number;
  tolerate: boolean;
}

/**
 * Opens the frame of a map or loop, unless an attempt before this one has.
 *
 * @throws MaestroError `limit-exceeded` where the run has no room for so many items
 */
export async function openFrame(engine: Engine, task: ClaimedTask, draft: FrameDraft): Promise<void> {
  const { run, n, node, token } = task;
  const { kind, count, items, maxParallel, tolerate } = draft;
  const perChunk = perChunkOf(items);
  const rows = await engine.database
    .query<{ outcome: string }>(openStatement, [
      run.ref.tenantId,
      run.ref.runId,
      n,
      token,
      node,
      kind,
      count,
      run.plan.bodies[draft.body]?.width ?? 1,
      maxParallel,
      tolerate,
      run.plan.top,
      mapLimits.runItems,
      perChunk,
      chunks(items, perChunk),
    ])
    .catch((error: unknown) => {
      if (!isDataError(error)) throw error;
      throw new MaestroError('output-invalid', 'The list holds a value that cannot be stored.');
    });
  if (rows[0]?.outcome !== 'too-many') return;
  const limit = `${mapLimits.runItems} items in all its maps`;
  throw new MaestroError('limit-exceeded', `A run has room for at most ${limit}.`);
}

/** Items in a piece, so that most pieces are of the wanted size. */
function perChunkOf(items: readonly Json[]): number {
  if (items.length === 0) return CHUNK.items;
  const average = JSON.stringify(items).length / items.length;
  return Math.max(1, Math.min(CHUNK.items, Math.floor(CHUNK.size / average)));
}

function chunks(items: readonly Json[], size: number): string[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    JSON.stringify(items.slice(chunk * size, (chunk + 1) * size)),
  );
}
