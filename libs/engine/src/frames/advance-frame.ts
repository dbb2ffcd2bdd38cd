import type { Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Completer, CompletionOutcome } from '../completion';
import type { Engine, RunRef } from '../engine';
import { readParked } from '../kinds/read-parked';
import { expandFrame } from './expand-frame';
import { frameOutcome } from './frame-outcome';
import { readFrame, type Frame } from './read-frame';

const windStatement = statement('frame_wind');

/** Items in one statement. */
const CHUNK = 1_000;

/** A map or loop: its run, and the number of its task. */
export interface FrameRef {
  run: RunRef;
  plan: Plan;
  n: number;
}

/** Goes on with a map or loop: makes more items, winds it down, or ends its task. Safe to repeat. */
export async function advanceFrame(engine: Engine, completer: Completer, at: FrameRef): Promise<void> {
  for (;;) {
    const frame = await readFrame(engine, at.run, at.n);
    if (!frame) return;
    const outcome = await frameOutcome(engine, at, frame);
    if (outcome) return end(engine, completer, { at, outcome });
    const next = await expandFrame(engine, completer, { at, frame });
    if (next === 'wind') return wind(engine, completer, { at, frame });
    if (next === 'rest') return;
  }
}

/** Two who try do no harm: the second finds the task ended. */
async function end(
  engine: Engine,
  completer: Completer,
  { at, outcome }: { at: FrameRef; outcome: CompletionOutcome },
): Promise<void> {
  const row = await readParked(engine, at.run, at.n);
  if (!row) return;
  const { place, token } = row;
  await completer.complete({ ...at, place, token, from: 'waiting', outcome });
}

/**
 * Ends what lives in its items: what has not begun is cancelled, maps and loops and child runs in them wind down likewise;
 * what runs comes to its own end, and its result counts for nothing.
 */
async function wind(
  engine: Engine,
  completer: Completer,
  { at, frame }: { at: FrameRef; frame: Frame },
): Promise<void> {
  const { tenantId, runId } = at.run;
  let marked: unknown[];
  do marked = await engine.database.query(windStatement, [tenantId, runId, at.n, CHUNK]);
  while (marked.length === CHUNK);
  const { base, created, width } = frame;
  await completer.sweep({ run: at.run, from: base, until: base + created * width });
}
