import { compileSchema, engineKinds, type JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { performChild, type ChildToStart } from './child-run';
import { taskInput } from './task-input';
import type { KindAttempt } from './perform-kind';

const agentVersion = statement('agent_version');
const agentsAbove = statement('agents_above');
const runLabels = statement('run_labels');

interface AgentCall {
  agent: string;
  version?: number;
  inputs?: JsonObject;
}

const check = compileSchema(engineKinds.agent_call.input);

/**
 * Starts a run of an agent and waits for it, as a subflow does. It inherits tenant, deadline, orchestra, priority and labels, and what
 * it costs is reserved on the accounts of the runs that wait for it.
 *
 * @throws MaestroError `unknown-ref`, `agent-cycle`, `depth-exceeded`, `input-invalid`, and what policy refuses
 */
export async function performAgentCall(
  engine: Engine,
  attempt: KindAttempt,
): Promise<CompletionOutcome | null> {
  const call = (await taskInput(engine, attempt, check)) as unknown as AgentCall;
  return performChild(engine, attempt, () => agentRun(engine, attempt.task, call));
}

interface VersionRow extends Record<string, unknown> {
  id: string;
  template_id: string;
  template_version: number;
}

async function agentRun(
  engine: Engine,
  { run }: ClaimedTask,
  { agent, version, inputs = {} }: AgentCall,
): Promise<ChildToStart> {
  const { tenantId, runId } = run.ref;
  const wanted = [tenantId, agent, version ?? null, run.createdAt];
  const [row] = await engine.database.query<VersionRow>(agentVersion, wanted);
  if (!row)
    throw new MaestroError(
      'unknown-ref',
      version === undefined ? `There is no agent ${agent}.` : `There is no agent ${agent}@${version}.`,
    );
  await checkCallers(engine, run.ref, { id: row.id, name: agent });
  const labels = await engine.database.query<{ key: string; value: string }>(runLabels, [tenantId, runId]);
  return {
    ...{ templateId: row.template_id, version: row.template_version, inputs },
    labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
  };
}

interface CallerRow extends Record<string, unknown> {
  id: string;
  name: string;
  depth: number;
  /** How many runs deep what it calls may go; null where it does not say. */
  reach: number | null;
}

/** An agent that waits for the caller would wait for itself: each round of such a circle costs money, and none ends it. */
async function checkCallers(
  engine: Engine,
  { tenantId, runId }: { tenantId: string; runId: string },
  called: { id: string; name: string },
): Promise<void> {
  const callers = await engine.database.query<CallerRow>(agentsAbove, [tenantId, runId]);
  const first = callers.findIndex(({ id }) => id === called.id);
  if (first >= 0) {
    const circle = [...callers.slice(first).map(({ name }) => name), called.name].join(' → ');
    throw new MaestroError('agent-cycle', `${circle}: ${called.name} waits for this very call.`);
  }
  const [own] = await engine.database.query<{ depth: number }>(statement('run_context'), [tenantId, runId]);
  const short = callers.find(({ depth, reach }) => reach !== null && (own?.depth ?? 0) + 1 - depth > reach);
  if (short)
    throw new MaestroError(
      'depth-exceeded',
      `What ${short.name} calls may stand at most ${short.reach} runs below it.`,
    );
}
