import type { Plan } from '@maestro/dsl';
import type { NodeDraft } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { grantTask, performKind, prepareTask, type ClaimedTask, type CompletionOutcome } from '../src';
import type { Harness, TestWorker } from './harness';

/** A task of which so many run at once. */
export const limited = (limit: number, key = 'k', more: NodeDraft = {}): NodeDraft => ({
  ...more,
  light: false,
  concurrency: { key, limit },
});

export const rated = (limit: number, perMs: number, key = 'r'): NodeDraft => ({
  light: false,
  rate_limit: { key, limit, per_ms: perMs },
});

export const keyed = (
  plan: Plan,
  onBusy: 'queue' | 'skip' | 'replace' | 'coalesce',
  { limit = 1, key = 'run' }: { limit?: number; key?: string } = {},
): Plan => ({ ...plan, concurrency: { key, limit, on_busy: onBusy } });

/** Asks for what the attempt needs, as a worker does; true where it may begin. */
export async function begin({ engine }: Harness, worker: TestWorker, task: ClaimedTask): Promise<boolean> {
  const scope = await prepareTask(engine, task, new Date(0));
  if (!scope) throw new Error('its condition is false');
  try {
    const grant = await grantTask(engine, task, scope);
    if (grant === 'winding') await worker.finish(task, { kind: 'cancelled' });
    return grant === 'granted';
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    await worker.finish(task, { kind: 'failed', error: error.toProblem() });
    return false;
  }
}

/** One attempt of any kind, as a worker makes it; null where a limit parked it. */
export async function perform(
  harness: Harness,
  worker: TestWorker,
  task: ClaimedTask,
): Promise<CompletionOutcome | null> {
  if (task.run.plan.nodes[task.node]?.kind === 'task')
    return (await begin(harness, worker, task)) ? { kind: 'succeeded', output: null } : null;
  return performKind(harness.engine, task, { signal: new AbortController().signal, now: new Date(0) });
}

/** Claims what is in the inbox and asks for what it needs; returns those that may begin. */
export async function claimAndBegin(harness: Harness, worker: TestWorker): Promise<ClaimedTask[]> {
  const tasks = await worker.claim(harness.inbox.splice(0));
  const begun: ClaimedTask[] = [];
  for (const task of tasks) if (await begin(harness, worker, task)) begun.push(task);
  return begun;
}
