import { isInstant, LONGEST_MS, parseDuration, render, type Scope } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { Completer, CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { endWaiting, type Waiting } from './end-waiting';

const readClock = statement('read_clock');
const dueTimer = statement('due_timer');

/** Now, where all times are kept. */
export async function databaseNow(engine: Engine): Promise<number> {
  const [row] = await engine.database.query<{ now: Date }>(readClock);
  if (!row) throw new Error('the database does not know the time');
  return row.now.getTime();
}

/**
 * Parks a task until an instant, or for a duration from now. An instant that has passed is waited for no longer than
 * it takes to see that.
 *
 * @throws MaestroError `out-of-range` for what is neither, or lies more than ten years ahead
 */
export async function performWait(
  engine: Engine,
  { task, scope }: { task: ClaimedTask; scope: Scope },
): Promise<CompletionOutcome> {
  const { wait } = planNode(task);
  const now = await databaseNow(engine);
  const at =
    wait?.until == null
      ? now + durationOf(render(wait?.for ?? '', scope))
      : instantOf(render(wait.until, scope));
  if (at - now > LONGEST_MS) throw unacceptable('The wait is longer than ten years.');
  const detail = { at: new Date(at).toISOString() };
  return { kind: 'park', wait: { reason: 'TIMER', wakeMs: Math.max(0, at - now), detail } };
}

/** Ends a wait whose instant has come. Safe to repeat, and to call too early. */
export async function endTimer(engine: Engine, completer: Completer, waiting: Waiting): Promise<void> {
  const { tenantId, runId } = waiting.run;
  const [due] = await engine.database.query<{ at: string }>(dueTimer, [
    tenantId,
    runId,
    waiting.n,
    waiting.token,
  ]);
  if (due) await timerWentOff(completer, waiting, due.at);
}

/** Ends a wait of which it is known that its instant has come. */
export async function timerWentOff(completer: Completer, waiting: Waiting, at: string): Promise<void> {
  await endWaiting(completer, waiting, { kind: 'succeeded', output: { at } });
}

function durationOf(value: unknown): number {
  const ms = typeof value === 'string' ? parseDuration(value) : null;
  if (ms === null) throw unacceptable('The duration is none: write it like 500ms, 30s, 5m, 2h or 1d.');
  return ms;
}

function instantOf(value: unknown): number {
  if (typeof value === 'string' && isInstant(value)) return Date.parse(value.toUpperCase());
  throw unacceptable('The instant is none: write it like 2026-01-31T09:00:00Z.');
}

function unacceptable(detail: string): MaestroError {
  return new MaestroError('out-of-range', detail);
}
