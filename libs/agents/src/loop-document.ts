import type { JsonObject } from '@maestro/dsl';
import { DEFAULT_STEPS, type AgentConfiguration } from './configuration';
import { inputsOf } from './agent-inputs';
import { handoffName, handoffTool } from './handoff-tool';

/** Calls of tools that one answer asks for and that run side by side. */
const TOOLS_AT_ONCE = 8;

/** The conversation before the first answer: one that was handed over, or the prompt, or all inputs as they are. */
const BEGINNING =
  '(has(inputs.messages) ? inputs.messages : []) + ' +
  '(has(inputs.prompt) ? [{"role": "user", "content": inputs.prompt}] : ' +
  '(has(inputs.messages) ? [] : [{"role": "user", "content": json(inputs)}]))';
/** What was said so far, as a round of the loop sees it. */
const CONVERSATION = `\${{ previous == null ? ${BEGINNING} : previous.turn.output.messages }}`;

/** The built-in loop of an agent: each call of the model and of a tool is a task of its own. */
export function loopDocument(name: string, configuration: AgentConfiguration): JsonObject {
  const { handoffs = [], tools = [], description, limits } = configuration;
  const nodes: JsonObject[] = [loopNode(configuration), answerNode];
  const edges: JsonObject[] = [{ from: 'turns', to: 'answer' }];
  if (handoffs.length > 0) {
    nodes.push(handoffNode);
    edges.push({ from: 'answer', to: 'handoff' });
  }
  return {
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: {
      name,
      ...(description ? { description } : {}),
      labels: { agent: name.slice('agent.'.length) },
    },
    spec: {
      inputs: inputsOf(configuration),
      ...(limits?.max_cost ? { budget: budgetOf(limits.max_cost) } : {}),
      env: {
        agent: name.slice('agent.'.length),
        system: configuration.system_prompt ?? '',
        tools: [...tools, ...handoffs.map(handoffTool)],
        allowed: tools,
        handoffs: handoffs.map((agent) => ({ agent, tool: handoffName(agent) })),
        limits: { max_steps: limits?.max_steps ?? DEFAULT_STEPS, max_cost: limits?.max_cost ?? null },
      },
      nodes,
      edges,
      outputs: outputsOf(handoffs.length > 0),
    },
  };
}

function loopNode(configuration: AgentConfiguration): JsonObject {
  const withTools = (configuration.tools ?? []).length > 0;
  return {
    id: 'turns',
    kind: 'loop',
    until: 'tasks.turn.output.done',
    max_rounds: configuration.limits?.max_steps ?? DEFAULT_STEPS,
    body: {
      nodes: [askNode(configuration), ...(withTools ? [callsNode()] : []), turnNode(withTools)],
      edges: withTools
        ? [
            { from: 'ask', to: 'calls' },
            { from: 'calls', to: 'turn' },
          ]
        : [{ from: 'ask', to: 'turn' }],
    },
  };
}

function askNode({ model, tools = [], handoffs = [], ...rest }: AgentConfiguration): JsonObject {
  return {
    id: 'ask',
    kind: 'task',
    ref: 'llm_call',
    retry: { max_attempts: 4, backoff: 'exponential', delay: '1s', max_delay: '30s', jitter: 'full' },
    with: {
      ...model,
      ...(rest.system_prompt ? { system: '${{ env.system }}' } : {}),
      messages: CONVERSATION,
      ...(tools.length + handoffs.length > 0 ? { tools: '${{ env.tools }}' } : {}),
      ...(rest.output_schema ? { schema: rest.output_schema } : {}),
    },
  };
}

/** What fails is told to the model, which may try something else. */
function callsNode(): JsonObject {
  return {
    id: 'calls',
    kind: 'map',
    over: 'tasks.ask.output.tool_calls.filter(c, !c.name.startsWith("handoff_to_"))',
    max_parallel: TOOLS_AT_ONCE,
    on_item_failure: 'tolerate',
    body: {
      nodes: [
        {
          id: 'call',
          kind: 'task',
          ref: 'tool_call',
          with: {
            tool: '${{ item.name }}',
            arguments: '${{ item.arguments }}',
            id: '${{ item.id }}',
            allowed: '${{ env.allowed }}',
          },
        },
      ],
    },
  };
}

function turnNode(withTools: boolean): JsonObject {
  return {
    id: 'turn',
    kind: 'task',
    ref: 'agent_turn',
    with: {
      messages: CONVERSATION,
      answer: '${{ tasks.ask.output }}',
      results: withTools ? '${{ tasks.calls.output }}' : [],
      handoffs: '${{ env.handoffs }}',
      limits: '${{ env.limits }}',
      step: '${{ round }}',
    },
  };
}

/** Nobody tops a limit up: what it does not reach for fails. */
export function budgetOf(most: string): JsonObject {
  return { cap: most, on_exhausted: 'fail' };
}

/** Fails where a limit ended the loop. */
const answerNode: JsonObject = {
  id: 'answer',
  kind: 'task',
  ref: 'agent_answer',
  with: { turn: '${{ tasks.turns.output }}' },
};

/** The other agent goes on with the conversation in a run below this one, and its answer is the answer. */
const handoffNode: JsonObject = {
  id: 'handoff',
  kind: 'task',
  ref: 'agent_call',
  when: 'tasks.answer.output.handoff != null',
  with: {
    agent: '${{ tasks.answer.output.handoff }}',
    inputs: { messages: '${{ tasks.answer.output.messages }}' },
  },
};

/** Of an agent with a template of its own, to which the conversation went, all outputs are the object. */
function outputsOf(handsOver: boolean): JsonObject {
  const value = (field: string, missing: string) => {
    const own = `tasks.answer.output.${field}`;
    const other = 'tasks.handoff.output';
    if (!handsOver) return `\${{ ${own} }}`;
    return `\${{ tasks.answer.output.handoff == null ? ${own} : has(${other}.${field}) ? ${other}.${field} : ${missing} }}`;
  };
  return {
    text: value('text', 'json(tasks.handoff.output)'),
    object: value('object', 'tasks.handoff.output'),
    messages: value('messages', 'tasks.answer.output.messages'),
    steps: value('steps', 'tasks.answer.output.steps'),
    agent: handsOver
      ? '${{ tasks.answer.output.handoff == null ? env.agent : has(tasks.handoff.output.agent) ? tasks.handoff.output.agent : tasks.answer.output.handoff }}'
      : '${{ env.agent }}',
  };
}
