import type { Plan } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { formatId, newId, statement } from '@maestro/persistence';
import { checkInputs } from '../check-inputs';
import { createCompleter } from '../completer';
import type { Engine, RunRef } from '../engine';
import { admitStarts } from '../gates/admit-start';
import type { GateHold } from '../gates/gate-hold';
import { tooManyRuns, withRoom } from '../limits/open-runs';
import { readCause } from '../run-cause';
import { sweepRun } from '../sweep-run';
import { insertRerun } from './insert-rerun';
import { planRerun, type RerunPlan } from './plan-rerun';
import { readEnded } from './read-ended';
import { edgeConditions } from './rerun-conditions';
import type { RerunHead, RerunRequest } from './rerun-request';

const rerunHead = statement('rerun_head');
const latestVersion = statement('latest_version');

export interface RerunResult {
  /** Null where nothing was to be started. */
  runId: string | null;
  version: number;
  /** Ids of the nodes of the top level whose results are taken over, of those that are done again, and of the rest. */
  reused: string[];
  executed: string[];
  skipped: string[];
}

/**
 * Repeats an ended run as a new one, which takes over what need not be done again. A retry of what failed keeps the
 * names under which effects are known; a rerun draws new ones.
 *
 * @throws MaestroError `not-found`, `run-not-ended`, `nothing-to-retry`, `unknown-ref` and `out-of-range` (the version),
 * `unknown-node` (in `from`), `input-invalid`, `quota-exceeded`, and what a gate refuses with
 */
export async function rerun(engine: Engine, request: RerunRequest): Promise<RerunResult> {
  const { tenantId, runId } = request;
  const head = await readHead(engine, request);
  const version = await versionOf(engine, request, head);
  const [old, next] = await Promise.all([
    engine.plans.get(tenantId, head.template_id, head.template_version),
    engine.plans.get(tenantId, head.template_id, version),
  ]);
  const changed = request.inputs;
  checkInputs({ plan: next.plan, inputs: changed ?? head.inputs });
  const ended = await readEnded(engine, { tenantId, runId }, { old: old.plan, plan: next.plan });
  const repeated = {
    ref: { tenantId, runId },
    plan: next.plan,
    templateName: next.name,
    version,
    inputs: changed ?? head.inputs,
    createdAt: new Date(0),
    effectRun: runId,
  };
  const planned = planRerun({
    old: old.plan,
    plan: next.plan,
    ended,
    restart: restartOf(request, { head, old: old.plan, plan: next.plan, ended }),
    whole: request.mode === 'rerun' && request.from === undefined && changed === undefined,
    inputsChanged: changed !== undefined,
    fires: edgeConditions(engine, repeated, await readCause(engine, repeated)),
  });
  const shown = { version, reused: planned.reused, executed: planned.executed, skipped: planned.skipped };
  if (request.dryRun) return { runId: null, ...shown };
  return { runId: await begin(engine, request, { head, plan: next.plan, version, planned }), ...shown };
}

interface Beginning {
  head: RerunHead;
  plan: Plan;
  version: number;
  planned: RerunPlan;
}

async function begin(engine: Engine, request: RerunRequest, beginning: Beginning): Promise<string> {
  const run = { tenantId: request.tenantId, runId: newId() };
  const hold = await admit(engine, run, { request, ...beginning });
  const ready = await withRoom(engine, run.tenantId, (room, client) => {
    if (room === 0) throw tooManyRuns();
    return insertRerun(engine, { request, runId: run.runId, hold, ...beginning }, client);
  });
  if (ready.length > 0) await engine.dispatcher.dispatch(ready);
  // Where nothing is left to do, nobody else would come by to end it; where it is held, to let it begin.
  if (beginning.planned.executed.length === 0 || beginning.plan.concurrency !== null || hold !== null) {
    const completer = createCompleter(engine);
    await sweepRun(engine, completer, run);
    await completer.idle();
  }
  return run.runId;
}

/** What a gate holds the new run back for. */
async function admit(
  engine: Engine,
  ref: RunRef,
  { request, head, plan, version }: Beginning & { request: RerunRequest },
): Promise<GateHold | null> {
  const { mode, actor: createdBy, inputs = head.inputs } = request;
  const about = { ref, plan, version, inputs, createdBy, labels: head.labels, templateId: head.template_id };
  const origin = mode === 'retry_failed' ? 'retry' : 'rerun';
  const [answer] = await admitStarts(engine, [
    { ...about, origin, orchestra: head.orchestra, parentRun: null },
  ]);
  if (answer && 'refused' in answer) throw answer.refused;
  return answer?.hold ?? null;
}

async function readHead(engine: Engine, { tenantId, runId }: RerunRequest): Promise<RerunHead> {
  const [head] = await engine.database.query<RerunHead & Record<string, unknown>>(rerunHead, [
    tenantId,
    runId,
  ]);
  if (!head) throw new MaestroError('not-found', 'There is no such run.');
  if (head.finished_at === null)
    throw new MaestroError('run-not-ended', 'The run is not over yet: only what has ended can be repeated.');
  return head;
}

async function versionOf(
  engine: Engine,
  { tenantId, version }: RerunRequest,
  { template_id: templateId, template_version: old }: RerunHead,
): Promise<number> {
  if (version === undefined || version === old) return old;
  const [row] = await engine.database.query<{ version: number }>(latestVersion, [tenantId, templateId]);
  const latest = row?.version ?? old;
  if (version === 'latest') return latest;
  if (version < old)
    throw fault('out-of-range', '/version', `The run played version ${old}; an older one cannot repeat it.`);
  if (version > latest) throw fault('unknown-ref', '/version', `The template has no version ${version}.`);
  return version;
}

interface Restarting {
  head: RerunHead;
  old: Plan;
  plan: Plan;
  ended: Awaited<ReturnType<typeof readEnded>>;
}

function restartOf(request: RerunRequest, { head, old, plan, ended }: Restarting): ReadonlySet<number> {
  const top = new Map(plan.nodes.slice(0, plan.top).map(({ id }, index) => [id, index]));
  if (request.mode === 'rerun')
    return new Set((request.from ?? []).map((id, i) => pointOf(id, i, { plan, top })));
  const failed = [...ended].filter(
    ([, task]) => task.status === 'failed' || task.status === 'cancelled' || task.failedItems,
  );
  const tolerates = head.status === 'succeeded' || head.status === 'completed';
  if (failed.length === 0 && tolerates)
    throw new MaestroError('nothing-to-retry', `Nothing in ${formatId('run', request.runId)} failed.`);
  return new Set(failed.flatMap(([n]) => top.get(old.nodes[n]?.id ?? '') ?? []));
}

function pointOf(
  id: string,
  position: number,
  { plan, top }: { plan: Plan; top: ReadonlyMap<string, number> },
): number {
  const index = top.get(id);
  if (index !== undefined) return index;
  const inside = plan.nodes.some((node) => node.id === id);
  const message = inside
    ? `The node "${id}" is part of another: name the one at the top level.`
    : `The template has no node "${id}".`;
  throw fault('unknown-node', `/from/${position}`, message);
}

function fault(
  code: FieldProblem['code'] & ('out-of-range' | 'unknown-ref' | 'unknown-node'),
  pointer: string,
  message: string,
) {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
