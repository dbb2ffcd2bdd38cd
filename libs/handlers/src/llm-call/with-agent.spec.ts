import { compileSchema } from '@maestro/dsl';
import type { PublishedAgent } from '../agent-door';
import { llmInputSchema, type GivenLlmInput } from './input';
import { withAgent } from './with-agent';

const triage: PublishedAgent = {
  version: 3,
  model: { provider: 'first', model: 'big', temperature: 0.2, max_tokens: 300 },
  system: 'Be brief.',
  tools: ['template:lookup'],
  schema: { type: 'object' },
  maxCost: '0.50 USD',
};
const check = compileSchema(llmInputSchema);

async function asked(input: GivenLlmInput, agent: PublishedAgent = triage) {
  const wanted: unknown[] = [];
  const resolved = await withAgent(input, {
    get: (name, version) => (wanted.push(name, version), Promise.resolve(agent)),
  });
  expect(check(resolved as never)).toEqual([]);
  return { wanted, resolved };
}

it('asks with the model, system prompt, tools, schema and limits of the agent', async () => {
  const { wanted, resolved } = await asked({ agent: 'triage', prompt: 'x' });
  expect(wanted).toEqual(['triage', null]);
  expect(resolved).toEqual({
    ...{ agent: 'triage', agent_version: 3, prompt: 'x' },
    ...{ provider: 'first', model: 'big', temperature: 0.2, max_tokens: 300 },
    ...{ system: 'Be brief.', tools: ['template:lookup'], schema: { type: 'object' }, max_cost: '0.50 USD' },
  });
});

it('lets what the input says count instead, and the lesser of two limits of cost', async () => {
  const own = { model: 'small', temperature: 1, system: 'Be long.', tools: [], max_cost: '0.60 USD' };
  const { wanted, resolved } = await asked({ agent: 'triage', agent_version: 2, prompt: 'x', ...own });
  expect(wanted).toEqual(['triage', 2]);
  expect(resolved).toMatchObject({ ...own, max_cost: '0.50 USD', max_tokens: 300 });
  expect(resolved.provider).toBeUndefined();
  const less = await asked({ agent: 'triage', prompt: 'x', max_cost: '0.40 USD' });
  expect(less.resolved.max_cost).toBe('0.40 USD');
});

it('needs a model of one of the two', async () => {
  const bare = { ...triage, model: null };
  await expect(asked({ agent: 'triage', prompt: 'x' }, bare)).rejects.toMatchObject({
    code: 'conflicting-fields',
  });
  expect((await asked({ agent: 'triage', prompt: 'x', model: 'm' }, bare)).resolved.model).toBe('m');
});

it.each([
  [{ prompt: 'x' }],
  [{ agent_version: 1, model: 'm', prompt: 'x' }],
  [{ agent: 'Triage', prompt: 'x' }],
  [{ agent: 'triage', prompt: 'x', max_cost: '5' }],
  [{ agent: 'triage' }],
])('%j is refused', (input) => {
  expect(check(input as never)).not.toEqual([]);
});
