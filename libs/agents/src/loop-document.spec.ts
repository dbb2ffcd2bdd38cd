import { compileDocument, evaluate, type Plan } from '@maestro/dsl';
import { readConfiguration, type AgentConfiguration } from './configuration';
import { handoffName } from './handoff-tool';
import { loopDocument } from './loop-document';
import { checkAgentName } from './write-agent';

const model = { model: 'm' };

function planOf(configuration: AgentConfiguration): Plan {
  const result = compileDocument(loopDocument('agent.triage', configuration));
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('; '));
  return result.plan;
}

const refused = (given: object) => {
  try {
    readConfiguration(given as never);
  } catch (error) {
    return (error as { errors?: { pointer: string; code: string }[] }).errors?.map(({ pointer, code }) => [
      pointer,
      code,
    ]);
  }
  return null;
};

describe('the built-in loop', () => {
  it('is a plan whose every call of the model and of a tool is a task of its own', () => {
    const plan = planOf({
      model,
      tools: ['template:lookup'],
      handoffs: ['writer'],
      system_prompt: 'Be brief.',
    });
    const kinds = plan.nodes.map(({ id, kind, ref }) => [id, kind === 'task' ? ref : kind]);
    expect(kinds).toEqual([
      ['turns', 'loop'],
      ['answer', 'agent_answer'],
      ['handoff', 'agent_call'],
      ['ask', 'llm_call'],
      ['calls', 'map'],
      ['turn', 'agent_turn'],
      ['call', 'tool_call'],
    ]);
    expect(plan.nodes.find(({ id }) => id === 'ask')?.previous_reads).toEqual([5]);
    expect(plan.metadata.labels).toEqual({ agent: 'triage' });
  });

  it('has what it may cost as a budget that waits for nobody', () => {
    expect(planOf({ model, limits: { max_cost: '0.50 USD' } }).budget).toEqual({
      cap: 500_000,
      on_exhausted: 'fail',
    });
    expect(planOf({ model }).budget).toBeNull();
  });

  it('of an agent without tools has no node that calls any', () => {
    const ids = planOf({ model }).nodes.map(({ id }) => id);
    expect(ids).toEqual(['turns', 'answer', 'ask', 'turn']);
  });

  it.each([
    [{ prompt: 'Go.' }, [{ role: 'user', content: 'Go.' }]],
    [{ messages: [{ role: 'user', content: 'a' }] }, [{ role: 'user', content: 'a' }]],
    [
      { messages: [{ role: 'user', content: 'a' }], prompt: 'b' },
      [
        { role: 'user', content: 'a' },
        { role: 'user', content: 'b' },
      ],
    ],
    [{ cve: 'CVE-1' }, [{ role: 'user', content: '{"cve":"CVE-1"}' }]],
  ])('begins with %j as %j', (inputs, messages) => {
    const { messages: text } = planOf({ model }).nodes.find(({ id }) => id === 'ask')?.with as {
      messages: string;
    };
    const run = { id: 'run_1', template: 't', version: 1, created_at: '2026-01-01T00:00:00Z' };
    const scope = {
      inputs,
      env: {},
      tasks: {},
      run,
      trigger: null,
      previous: null,
      now: '2026-01-01T00:00:00Z',
    };
    expect(evaluate(text.slice(3, -2), scope)).toEqual(messages);
  });
});

describe('a tool that hands over', () => {
  it('is of one agent alone, and has a name that every provider takes', () => {
    const long = 'a'.repeat(60);
    const agents = [
      'a.b',
      'a_b',
      'a-b',
      'a.b.c',
      'a_b.c',
      `${long}.1`,
      `${long}.2`,
      `${long}_1`,
      `${long}_2`,
    ];
    const names = agents.map(handoffName);
    expect(new Set(names).size).toBe(agents.length);
    for (const name of names) expect(name).toMatch(/^handoff_to_[A-Za-z0-9_-]{1,53}$/);
    expect(handoffName('fact-checker_2')).toBe('handoff_to_fact-checker_2');
    // What a name is made of is never the name of another agent.
    for (const name of names.filter((name) => /X/.test(name)))
      expect(() => checkAgentName(name.slice('handoff_to_'.length))).toThrow();
  });
});

describe('a configuration', () => {
  it.each([
    [{}, [['/model', 'missing-field']]],
    [{ model, tempo: 1 }, [['/tempo', 'unknown-field']]],
    [{ model: { model: 'm', temperature: 9 } }, [['/model/temperature', 'out-of-range']]],
    [{ model, limits: { max_steps: 0 } }, [['/limits/max_steps', 'out-of-range']]],
    [{ template: 'flow', handoffs: ['x'] }, [['/handoffs', 'conflicting-fields']]],
    [{ model, tools: ['rm -rf'] }, [['/tools/0', expect.any(String)]]],
    [{ model, system_prompt: 'Say ${{ inputs.x }}' }, [['/system_prompt', expect.any(String)]]],
    [
      { model, input_schema: { type: 'nonsense' } },
      expect.arrayContaining([['/input_schema/type', 'unsafe-schema']]),
    ],
  ])('%j is refused', (given, faults) => {
    expect(refused(given)).toEqual(faults);
  });
});
