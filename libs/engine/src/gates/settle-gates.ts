import { digest, type JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { RunOrchestra, StartOrigin } from '@maestro/tenancy';
import type { Engine, RunRef } from '../engine';
import { passTasks } from '../limits/pass-slot';
import { holdDetail } from '../limits/run-places';
import type { RunValues } from '../values';
import { askGates, questionKey, type Asking, type Said } from './ask-gates';
import { holdOf } from './gate-hold';
import { runToStart } from './run-to-start';

const heldRun = statement('held_run');
const holdRun = statement('hold_run');
const askStart = statement('ask_start');
const releaseHold = statement('release_hold');
const refuseHold = statement('refuse_hold');

interface HeldRow {
  reason: string;
  detail: { gate: string; origin: StartOrigin } & JsonObject;
  due: boolean;
  template_id: string;
  template_version: number;
  created_by: string;
  parent_run: string | null;
  orchestra: RunOrchestra | null;
  inputs: JsonObject;
  labels: Record<string, string>;
  questions: {
    n: number;
    key: string;
    status: 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled';
  }[];
}

/** `refused`: it winds down from now on. */
export type GatesSettled = 'free' | 'released' | 'held' | 'refused';

/**
 * Sees to a run that a gate holds back: once it is due, woken, or people have agreed, the gates are asked again, and it goes on
 * where they let it. One that cannot be asked keeps it held. Safe to repeat.
 */
export async function settleGates(
  engine: Engine,
  { ref, plan }: Pick<RunValues, 'ref' | 'plan'>,
): Promise<GatesSettled> {
  const [row] = await engine.database.query<HeldRow & Record<string, unknown>>(heldRun, [
    ref.tenantId,
    ref.runId,
  ]);
  if (!row) return 'free';
  if (!engine.startGates.some(({ name }) => name === row.detail.gate)) return 'held';
  if (row.reason === 'APPROVAL') {
    const question = row.questions.at(-1);
    if (question?.status === 'pending') return 'held';
    const error = question && refusalOf(question.status);
    if (error) return refuse(engine, ref, error);
  } else if (!row.due) return 'held';
  return act(engine, { ref, plan, row }, await askAgain(engine, { ref, plan, row }));
}

interface Held {
  ref: RunRef;
  plan: RunValues['plan'];
  row: HeldRow;
}

async function askAgain(engine: Engine, { ref, plan, row }: Held): Promise<Said> {
  const { questions, detail, inputs, labels } = row;
  const agreed = questions.filter(({ status }) => status === 'approved').map(({ key }) => key);
  const run = runToStart({
    ...{ ref, plan, inputs, labels, origin: detail.origin },
    ...{ templateId: row.template_id, version: row.template_version },
    ...{ createdBy: row.created_by, orchestra: row.orchestra, parentRun: row.parent_run },
  });
  const [said] = await askGates(engine, [run], new Set(agreed));
  return said as Said;
}

async function act(engine: Engine, held: Held, said: Said): Promise<GatesSettled> {
  const { ref, plan, row } = held;
  if (said.kind === 'open') return release(engine, ref, plan);
  if (said.kind === 'ask') return ask(engine, held, said);
  if (said.kind === 'refuse' && said.error.code !== 'policy-unavailable')
    return refuse(engine, ref, said.error);
  const hold = holdOf(said, row.detail.origin) ?? { reason: row.reason, detail: row.detail, wakeAt: null };
  const values = [ref.tenantId, ref.runId, hold.reason, JSON.stringify(hold.detail), hold.wakeAt];
  await engine.database.query(holdRun, values);
  return 'held';
}

async function release(engine: Engine, ref: RunRef, plan: RunValues['plan']): Promise<GatesSettled> {
  const { tenantId, runId } = ref;
  const values = [tenantId, runId, holdDetail(plan), await engine.held([tenantId], 'begin')];
  const rows = await engine.database.query<{
    kind: 'line' | 'begun';
    n: number | null;
    queue: string | null;
  }>(releaseHold, values);
  await passTasks(
    engine,
    tenantId,
    rows.map((row) => ({ ...row, run_id: runId })),
  );
  return rows.length > 0 ? 'released' : 'free';
}

/** Puts the question under the next number below zero. */
async function ask(engine: Engine, { ref, plan, row }: Held, asking: Asking): Promise<GatesSettled> {
  const { message, approvers, quorum, refuseStarter, timeoutMs = null } = asking;
  const about = {
    template: plan.name,
    version: row.template_version,
    inputs: row.inputs,
    origin: row.detail.origin,
  };
  const shown = { message, key: questionKey(asking), covers: { start: about } };
  const hash = digest(shown);
  const detail = {
    ...{ gate: asking.gate, origin: row.detail.origin },
    message,
    approvers,
    quorum,
    digest: hash,
  };
  await engine.database.query(askStart, [
    ...[ref.tenantId, ref.runId, -1 - row.questions.length],
    ...[message, approvers, quorum, hash, JSON.stringify(shown), timeoutMs, !refuseStarter],
    JSON.stringify(detail),
  ]);
  return 'held';
}

async function refuse(
  engine: Engine,
  { tenantId, runId }: RunRef,
  error: MaestroError,
): Promise<GatesSettled> {
  const values = [tenantId, runId, JSON.stringify(error.toProblem()), error.message];
  await engine.database.query(refuseHold, values);
  return 'refused';
}

function refusalOf(status: HeldRow['questions'][number]['status']): MaestroError | null {
  if (status === 'rejected')
    return new MaestroError('policy-denied', 'People were asked whether it may begin, and said no.');
  if (status === 'expired')
    return new MaestroError(
      'policy-denied',
      'People were asked whether it may begin, and did not say so in time.',
    );
  return null;
}
