import type { ArtifactRef } from '@maestro/artifacts';
import type { Json } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ItemPlace } from '../completion';
import type { Engine } from '../engine';
import type { FrameRef } from './advance-frame';
import type { Frame } from './read-frame';

const taskValues = statement('task_values');

/** The last task of a round, and its result. */
export interface LastTask {
  n: number;
  place: ItemPlace;
  output: Json;
  ref: ArtifactRef | null;
}

interface Row {
  output: Json;
  output_ref: ArtifactRef | null;
}

/** Of the last round that was made. A result that lies in the artifact store is not read. */
export async function readLast(engine: Engine, { run, plan, n }: FrameRef, frame: Frame): Promise<LastTask> {
  const body = plan.bodies.find(({ owner }) => owner === frame.node);
  if (!body) throw new RangeError(`node ${frame.node} of the plan has no body`);
  const idx = frame.created - 1;
  const last = frame.base + idx * frame.width + (body.result - body.first);
  const key = [run.tenantId, run.runId, [last]];
  const [row] = await engine.database.query<Row & Record<string, unknown>>(taskValues, key);
  const place = { node: body.result, parentN: n, idx, scopeN: frame.width > 1 ? last : null };
  return { n: last, place, output: row?.output ?? null, ref: row?.output_ref ?? null };
}
