import { spillText, type ArtifactRef, type StoredText } from '@maestro/artifacts';
import { statement } from '@maestro/persistence';
import type { Engine } from '../engine';
import type { FrameRef } from './advance-frame';
import { itemFailure } from './item-failure';
import type { Frame } from './read-frame';

const frameResults = statement('frame_results');

/** Items, and bytes of their outputs, that are read at once. */
const PAGE = { items: 1_000, bytes: 1024 * 1024 };

interface ResultRow {
  n: number;
  status: string;
  /** As text: it is not looked into. */
  output: string | null;
  output_ref: ArtifactRef | null;
  failing: boolean;
}

/**
 * The list of a map's results, in the order of its items: of one that failed its error, of one that was skipped null.
 * Written piece by piece; a large one is never in memory as a whole. Throws `output-too-large`.
 */
export function frameResult(engine: Engine, at: FrameRef, frame: Frame): Promise<StoredText> {
  return spillText({
    store: engine.artifacts,
    tenantId: at.run.tenantId,
    text: pieces(engine, at, frame),
  });
}

async function* pieces(engine: Engine, at: FrameRef, frame: Frame): AsyncGenerator<string | Uint8Array> {
  const body = at.plan.bodies.find(({ owner }) => owner === frame.node);
  const first = frame.base + (body ? body.result - body.first : 0);
  let separator = '[';
  for (let index = 0; index < frame.count;) {
    const rows = await readPage(engine, at, { frame, first, index });
    if (rows.length === 0) throw new Error(`run ${at.run.runId} has no item ${index} of task ${frame.n}`);
    let text = '';
    for (const row of rows) {
      text += separator;
      separator = ',';
      if (row.output_ref) {
        yield text;
        yield await engine.artifacts.get(at.run.tenantId, row.output_ref.digest);
        text = '';
      } else text += await resultOf(engine, at, { frame, row, index });
      index += 1;
    }
    yield text;
  }
  yield ']';
}

async function readPage(
  engine: Engine,
  { run }: FrameRef,
  { frame, first, index }: { frame: Frame; first: number; index: number },
): Promise<ResultRow[]> {
  const end = Math.min(index + PAGE.items, frame.count) - 1;
  return engine.database.query<ResultRow & Record<string, unknown>>(frameResults, [
    run.tenantId,
    run.runId,
    first + index * frame.width,
    first + end * frame.width,
    frame.width,
    PAGE.bytes,
  ]);
}

async function resultOf(
  engine: Engine,
  at: FrameRef,
  { frame, row, index }: { frame: Frame; row: ResultRow; index: number },
): Promise<string> {
  const node = at.plan.bodies.find(({ owner }) => owner === frame.node)?.result ?? 0;
  const failed = row.status === 'failed' && at.plan.nodes[node]?.on_error !== 'continue';
  if (!failed && !row.failing) return row.output ?? 'null';
  return JSON.stringify({ error: await itemFailure(engine, at, { frame, index }) });
}
