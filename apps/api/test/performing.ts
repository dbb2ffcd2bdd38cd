import {
  claimTasks,
  closeSession,
  createCompleter,
  openSession,
  performKind,
  type CompletionOutcome,
} from '@maestro/engine';
import { parseId } from '@maestro/persistence';
import type { Harness, TestTenant } from './harness';

/** Performs the first task of a run as a worker would; tasks of handlers succeed. */
export async function performTask(
  { connections: { engine } }: Harness,
  tenant: TestTenant,
  { run, n }: { run: string; n: number },
): Promise<void> {
  const runId = parseId('run', run) ?? '';
  const session = await openSession(engine, { name: 'test', queues: ['default'], leaseMs: 10_000 });
  const completer = createCompleter(engine, session);
  const refs = [{ tenantId: tenant.uuid, runId, n, queue: 'default' }];
  for (const task of (await claimTasks(engine, refs, session)).tasks) {
    const node = task.run.plan.nodes[task.node];
    const outcome: CompletionOutcome | null =
      node?.kind === 'task'
        ? { kind: 'succeeded', output: null }
        : unlimited(
            await performKind(engine, task, { signal: new AbortController().signal, now: new Date() }),
          );
    if (outcome === null) continue;
    await completer.complete({
      run: task.run.ref,
      plan: task.run.plan,
      n,
      place: task.place,
      token: task.token,
      from: 'running',
      outcome,
    });
  }
  await completer.idle();
  await closeSession(engine, session);
}

/** None of these nodes has a limit that could park it. */
function unlimited(outcome: CompletionOutcome | null): CompletionOutcome {
  if (!outcome) throw new Error('a limit parked the attempt');
  return outcome;
}
