import { compileSchema, engineKinds, type JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome } from '../completion';
import type { Engine } from '../engine';
import { calledAgent } from './called-agent';
import { performChild, type ChildToStart } from './child-run';
import { taskInput } from './task-input';
import type { KindAttempt } from './perform-kind';

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

async function agentRun(
  engine: Engine,
  { run }: ClaimedTask,
  { agent, version, inputs = {} }: AgentCall,
): Promise<ChildToStart> {
  const { tenantId, runId } = run.ref;
  const called = await calledAgent(engine, run, { name: agent, version: version ?? null });
  const labels = await engine.database.query<{ key: string; value: string }>(runLabels, [tenantId, runId]);
  return {
    ...{ templateId: called.templateId, version: called.templateVersion, inputs },
    labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])),
  };
}
