import { MaestroError, type Problem } from '@maestro/problems';
import { formatId } from '@maestro/persistence';
import { isWindingDown } from '@maestro/state-machine';
import type { Completer, CompletionOutcome } from '../completion';
import type { Engine, RunRef } from '../engine';
import { retryWithinBudget } from '../failure';
import { mayWait } from '../may-wait';
import { nodeOf } from '../node-of';
import { readRunContext, type RunContext } from '../run-values';
import { readChildren, type ChildRun } from './read-children';
import { readParked, type ParkedRow } from './read-parked';

/** Ends the task that waits for a child run, once that run is over. Safe to repeat, and to call too early. */
export async function resumeParent(
  engine: Engine,
  completer: Completer,
  { run: ref, n }: { run: RunRef; n: number },
): Promise<void> {
  const row = await readParked(engine, ref, n);
  if (row?.reason !== 'CHILD') return;
  const [child] = await readChildren(engine, { run: ref, n });
  if (!child?.finished) return;
  const run = await readRunContext(engine, ref);
  if (!run) return;
  await completer.complete({
    run: ref,
    plan: run.plan,
    n,
    place: row.place,
    token: row.token,
    from: 'waiting',
    outcome: asksAgain(run, row) ? { kind: 'release' } : await outcomeOf(engine, { run, row, child }),
  });
}

/** A task of a handler looks for itself what its child gave; where it is no longer wanted, it ends with its child. */
function asksAgain({ plan, control }: RunContext, row: ParkedRow): boolean {
  const node = plan.nodes[nodeOf(row)];
  return node?.kind === 'task' && mayWait(node) && (row.urgent || !isWindingDown(control));
}

interface Ended {
  run: RunContext;
  row: ParkedRow;
  child: ChildRun;
}

async function outcomeOf(engine: Engine, { run, row, child }: Ended): Promise<CompletionOutcome> {
  if (child.status === 'succeeded' || child.status === 'completed')
    return { kind: 'succeeded', output: child.outputs };
  const error = errorOf(child).toProblem();
  if (isWindingDown(run.control) && !row.urgent) return { kind: 'cancelled', error };
  const policy = run.plan.nodes[nodeOf(row)]?.retry;
  const failed = { run: run.ref, n: row.n, error, failures: row.attempt - row.deaths };
  const delayMs = policy ? await retryWithinBudget(engine, policy, failed) : null;
  return delayMs === null ? { kind: 'failed', error } : { kind: 'retry', error, delayMs };
}

/** Worth another attempt where what failed in the child was. */
function errorOf({ run, status, error }: ChildRun): MaestroError {
  const id = formatId('run', run.runId);
  if (status === 'cancelled')
    return new MaestroError('child-cancelled', `The child run ${id} was cancelled.`);
  if (status === 'timed_out')
    return new MaestroError('child-failed', `The child run ${id} did not end before its deadline.`);
  const { code, detail, retryable } = (error ?? {}) as Partial<Problem>;
  const cause = code === undefined ? '.' : `: ${code}: ${detail}`;
  return new MaestroError('child-failed', `The child run ${id} failed${cause}`, {
    retryable: retryable === true,
  });
}
