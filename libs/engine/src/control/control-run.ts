import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import { isWindingDown } from '@maestro/state-machine';
import { createCompleter } from '../completer';
import type { Engine, RunRef } from '../engine';
import { readRunContext, type RunContext } from '../run-values';
import { yieldUnused } from '../limits/yield-slots';
import { sweepRun } from '../sweep-run';
import { dispatchQueued } from './dispatch-queued';

const setControl = statement('set_control');
const openChildren = statement('open_children');

export interface ControlRequest extends RunRef {
  actor: string;
  reason: string | null;
}

/**
 * Holds a run, and the runs that stand in it: what runs may end, nothing starts. Timers, votes and signals go on and take effect once it is resumed.
 * Repeating it changes nothing.
 *
 * @returns whether this call paused it
 * @throws MaestroError `not-found`, `run-ended`, `run-winding-down`
 */
export async function pauseRun(engine: Engine, request: ControlRequest): Promise<boolean> {
  const { changed, ref } = await write(engine, request, ['none', 'pause']);
  await yieldUnused(engine, ref);
  await tellChildren(engine, request, pauseRun);
  return changed;
}

/**
 * Lets a paused run, and those that stand in it, go on: what became ready meanwhile is dispatched at once. Repeating it is harmless, and finds what
 * a first call left undone.
 *
 * @returns whether this call resumed it
 * @throws MaestroError `not-found`, `run-ended`, `run-winding-down`
 */
export async function resumeRun(engine: Engine, request: ControlRequest): Promise<boolean> {
  const { changed, ref } = await write(engine, request, ['pause', 'none']);
  await dispatchQueued(engine, ref);
  const completer = createCompleter(engine);
  await sweepRun(engine, completer, ref);
  await completer.idle();
  await tellChildren(engine, request, resumeRun);
  return changed;
}

/** The runs that stand in it, each in a transaction of its own; those that end meanwhile need no word. */
async function tellChildren(
  engine: Engine,
  { tenantId, runId, actor, reason }: ControlRequest,
  tell: typeof pauseRun,
): Promise<void> {
  const rows = await engine.database.query<{ id: string }>(openChildren, [tenantId, runId]);
  for (const { id } of rows) {
    try {
      await tell(engine, { tenantId, runId: id, actor, reason });
    } catch (error) {
      const codes = ['run-ended', 'run-winding-down', 'not-found'];
      if (!(error instanceof MaestroError) || !codes.includes(error.code)) throw error;
    }
  }
}

/** Writes the control word where it still is the one expected; else says what the run has become. */
async function write(
  engine: Engine,
  { tenantId, runId, actor, reason }: ControlRequest,
  [from, to]: readonly ['none' | 'pause', 'none' | 'pause'],
): Promise<{ changed: boolean; ref: RunRef }> {
  const ref = { tenantId, runId };
  const set = await engine.database.query(setControl, [tenantId, runId, from, to, actor, reason]);
  if (set.length === 0) await openRun(engine, ref);
  return { changed: set.length > 0, ref };
}

/**
 * A run that may still be told what to do.
 *
 * @throws MaestroError `not-found`, `run-ended`, `run-winding-down`
 */
export async function openRun(engine: Engine, ref: RunRef): Promise<RunContext> {
  const run = await readRunContext(engine, ref);
  if (!run) throw new MaestroError('not-found', 'There is no such run.');
  if (run.finished)
    throw new MaestroError('run-ended', `The run is over: it ${words[run.status] ?? run.status}.`);
  if (isWindingDown(run.control))
    throw new MaestroError('run-winding-down', 'The run is winding down: it only ends what it began.');
  return run;
}

const words: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  completed: 'completed with failures that it tolerates',
  failed: 'failed',
  cancelled: 'was cancelled',
  timed_out: 'ran out of time',
};
