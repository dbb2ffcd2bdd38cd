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
  const labels = await engine.database.query<{ key: string; value: string }>(runLabels, [tenantId, runId]);
  return {
    ...{ templateId: row.template_id, version: row.template_version, inputs },
    labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
  };
}
