import { createCompleter } from '../completer';
import type { Completer } from '../completion';
import { runRef, type Engine } from '../engine';
import { placeOf } from '../places';
import { settleApproval } from './approval-settle';
import { matchSignals } from './signal-match';
import { timerWentOff } from './wait';

/** A parked task whose time has come. */
export interface DueTask extends Record<string, unknown> {
  tenant_id: string;
  run_id: string;
  n: number;
  node: number;
  parent_n: number | null;
  idx: number | null;
  scope_n: number | null;
  token: string;
  reason: string;
  /** Of a timer: what it was set to. */
  at: string | null;
  template_id: string;
  template_version: number;
}

/** Ends tasks that waited for an instant, or long enough for something else. One that fails does not hold up others. */
export async function endDue(engine: Engine, tasks: readonly DueTask[]): Promise<void> {
  if (tasks.length === 0) return;
  const completer = createCompleter(engine);
  await Promise.all(
    tasks.map((task) =>
      endOne(engine, completer, task).catch((error: unknown) => engine.onError(error, 'ending a wait')),
    ),
  );
  await completer.idle();
}

async function endOne(engine: Engine, completer: Completer, task: DueTask): Promise<void> {
  const { plan } = await engine.plans.get(task.tenant_id, task.template_id, task.template_version);
  const waiting = { run: runRef(task), plan, n: task.n, place: placeOf(task), token: task.token };
  if (task.reason === 'TIMER') await timerWentOff(completer, waiting, task.at ?? '');
  if (task.reason === 'SIGNAL') await matchSignals(engine, completer, waiting);
  if (task.reason === 'APPROVAL') await settleApproval(engine, completer, waiting);
}
