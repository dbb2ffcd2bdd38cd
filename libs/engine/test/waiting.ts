import type { PlanNode } from '@maestro/dsl';
import type { NodeDraft } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { performKind, type ClaimedTask, type CompletionOutcome, type RunRef } from '../src';
import { succeed, type Behaviour, type Harness, type TestWorker } from './harness';

/** A node of one kind, with the part that only its kind has. */
export function nodeOfKind(kind: PlanNode['kind'], part: object, more: NodeDraft = {}): NodeDraft {
  return { kind, ref: kind, light: false, [kind]: part, ...more };
}

export const wait = (part: Partial<PlanNode['wait']>, more?: NodeDraft) =>
  nodeOfKind('wait', { for: null, until: null, ...part }, more);

export const signal = (part: Partial<NonNullable<PlanNode['signal']>> = {}, more?: NodeDraft) =>
  nodeOfKind('signal', { name: 'go', timeout_ms: null, on_timeout: 'fail', ...part }, more);

export const approval = (part: Partial<NonNullable<PlanNode['approval']>> = {}, more?: NodeDraft) =>
  nodeOfKind(
    'approval',
    {
      message: 'May we?',
      approvers: ['role:operator'],
      quorum: 1,
      timeout_ms: null,
      on_timeout: 'reject',
      covers: [],
      ...part,
    },
    more,
  );

/** One attempt, as a worker makes it; tasks behave as the test says. */
export async function outcomeOf(
  { engine }: Harness,
  task: ClaimedTask,
  behave: Behaviour = () => succeed(),
): Promise<CompletionOutcome> {
  if (task.run.plan.nodes[task.node]?.kind === 'task') return behave(task);
  try {
    return unlimited(
      await performKind(engine, task, { signal: new AbortController().signal, now: new Date() }),
    );
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { kind: 'failed', error: error.toProblem() };
  }
}

/** Claims and performs what was dispatched, until nothing is. */
export async function work(harness: Harness, behave?: Behaviour, worker?: TestWorker): Promise<void> {
  const one = worker ?? (await harness.worker());
  while (harness.inbox.length > 0) {
    const tasks = await one.claim(harness.inbox.splice(0));
    await Promise.all(tasks.map(async (task) => one.finish(task, await outcomeOf(harness, task, behave))));
    await one.completer.idle();
  }
}

export async function outputs(harness: Harness, run: RunRef): Promise<unknown[]> {
  const rows = await harness.sql<{ output: unknown }>(
    'SELECT output FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 ORDER BY n',
    [run.tenantId, run.runId],
  );
  return rows.map(({ output }) => output);
}

export async function errorCodes(harness: Harness, run: RunRef): Promise<(string | null)[]> {
  const rows = await harness.sql<{ code: string | null }>(
    `SELECT error ->> 'code' AS code FROM maestro_tasks WHERE tenant_id = $1 AND run_id = $2 ORDER BY n`,
    [run.tenantId, run.runId],
  );
  return rows.map(({ code }) => code);
}

/** None of these nodes has a limit that could park it. */
function unlimited(outcome: CompletionOutcome | null): CompletionOutcome {
  if (!outcome) throw new Error('a limit parked the attempt');
  return outcome;
}
