import { createEgress } from '@maestro/egress';
import { isAllowedAddress } from '../allowed-address';
import { callModel } from '../call-model';
import type { Message, ModelRequest } from '../model';
import { mostTokens, tokensOfMessages } from '../tokens';
import type { Rule } from './rule';

const egress = createEgress({ allow: [] });
const { signal } = new AbortController();

const ask = (rules: Rule[], messages: Message[], more: Partial<ModelRequest> = {}) =>
  callModel(
    { kind: 'rules', baseUrl: null, key: null, stream: true, rules },
    {
      ...{ model: 'm', messages, tools: [], schema: null, maxTokens: 100, temperature: null, stop: [] },
      ...more,
    },
    { egress, signal },
  );
const user = (content: string): Message => ({ role: 'user', content });

it('answers with the first rule of which all conditions hold', async () => {
  const rules: Rule[] = [
    { match: 'weather', system: 'sailor', reply: 'Ahoy: {{last}}' },
    { role: 'user', turn: 0, tool_calls: [{ name: 'look', arguments: { at: '{{user}}' } }] },
    { tool: 'look', object: { seen: '{{last}}' } },
  ];
  const system: Message = { role: 'system', content: 'You are a sailor.' };
  expect((await ask(rules, [system, user('the weather')])).text).toBe('Ahoy: the weather');
  const called = await ask(rules, [user('the weather')]);
  expect(called).toMatchObject({
    finishReason: 'tool_calls',
    toolCalls: [{ id: 'call_0_0', name: 'look', arguments: { at: 'the weather' } }],
  });
  const said: Message[] = [
    user('the weather'),
    { role: 'assistant', content: '', tool_calls: called.toolCalls },
    { role: 'tool', content: 'rain', tool_call_id: 'call_0_0' },
  ];
  expect((await ask(rules, said)).text).toBe('{"seen":"rain"}');
  await expect(ask(rules, [...said, user('and now?')])).rejects.toMatchObject({ code: 'model-refused' });
});

it('stops at max_tokens, and counts a quarter of the bytes', async () => {
  const answer = await ask([{ reply: 'äöüß äöüß' }], [user('12345')], { maxTokens: 2 });
  expect(answer).toMatchObject({ text: 'äöüß', finishReason: 'length', usage: { input: 2, output: 2 } });
});

it('bounds tokens from above for money, and guesses them for the context', () => {
  const prompt = { messages: [user('日本語のテキスト')], tools: [], schema: null };
  expect(mostTokens(prompt)).toBeGreaterThan(24);
  expect(tokensOfMessages(prompt)).toBe(6);
});

it.each([
  ['https://api.openai.com/v1', [], true],
  ['http://api.openai.com/v1', [], false],
  ['https://api.openai.com:8443/v1', [], false],
  ['https://api.openai.com.evil.example/v1', [], false],
  ['https://evil.example/v1', [], false],
  ['https://user@api.openai.com/v1', [], false],
  ['https://llm.example/v1', ['llm.example:443'], true],
  ['http://LLM.example:8000/v1', ['llm.example:8000'], true],
  ['http://llm.example:8000/v1?to=x', ['llm.example:8000'], false],
  ['ftp://llm.example:8000/v1', ['llm.example:8000'], false],
])('E112 %s among %j is allowed: %s', (address, allow, allowed) => {
  expect(isAllowedAddress(address, allow)).toBe(allowed);
});
