import { createEgress, type Egress } from '@maestro/egress';
import { startAnthropicServer, startOpenAiServer, type ModelServer } from '@maestro/testing';
import { callModel } from './call-model';
import { embedTexts } from './embed-texts';
import { isFree } from './free';
import type { Connection, ModelRequest } from './model';

const request: ModelRequest = {
  ...{ model: 'm', tools: [], schema: null, maxTokens: 100, temperature: 0.5, stop: ['END'] },
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How is it?' },
  ],
};
const tool = { name: 'look', description: 'Looks.', input_schema: { type: 'object' } };
const { signal } = new AbortController();

describe.each([
  ['openai', startOpenAiServer],
  ['anthropic', startAnthropicServer],
] as const)('%s', (kind, start) => {
  let server: ModelServer;
  let egress: Egress;
  beforeAll(async () => {
    server = await start();
    egress = createEgress({ allow: [server.host] });
  });
  afterAll(async () => {
    await egress.close();
    await server.close();
  });

  const call = (stream: boolean, more: Partial<ModelRequest> = {}, onText?: (piece: string) => void) => {
    const connection: Connection = { kind, baseUrl: server.url, key: 'sk-test', stream, rules: [] };
    return callModel(connection, { ...request, ...more }, { egress, signal, ...(onText ? { onText } : {}) });
  };

  it.each([true, false])('gives text, calls and what the server counted (stream: %s)', async (stream) => {
    const heard: string[] = [];
    server.next({ text: 'It is well, thank you.', toolCalls: [{ name: 'look', arguments: '{"at":"é"}' }] });
    const answer = await call(stream, { tools: [tool] }, (piece) => heard.push(piece));
    const billed = server.bills.at(-1);
    expect(answer).toEqual({
      ...{ text: 'It is well, thank you.', finishReason: 'tool_calls', model: 'm' },
      toolCalls: [{ id: expect.stringMatching(/^(call|toolu)_0$/), name: 'look', arguments: { at: 'é' } }],
      usage: { input: billed?.input, output: billed?.output },
    });
    expect(heard.join('')).toBe(stream ? 'It is well, thank you.' : '');
  });

  it.each([true, false])('E111 an answer that breaks off is no answer (stream: %s)', async (stream) => {
    for (const cut of ['reset', 'end'] as const) {
      server.next({ text: 'It is well and goes on and on and on.', cut });
      const error = await call(stream).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'connection', retryable: true });
      expect(isFree(error)).toBe(false);
    }
  });

  it.each([
    [429, 'http_4xx', true, true],
    [529, 'http_5xx', true, true],
    [503, 'http_5xx', true, true],
    [500, 'http_5xx', true, false],
    [401, 'http_4xx', false, true],
    [400, 'http_4xx', false, true],
  ])('E111 %i is %s; retryable %s, free %s', async (status, code, retryable, free) => {
    server.next({ status, headers: { 'retry-after': '7' } });
    const error = await call(true).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, retryable, retryAfter: 7 });
    expect(isFree(error)).toBe(free);
  });

  it('tells a prompt that is too long from another fault', async () => {
    const body = JSON.stringify({ error: { message: "This model's maximum context length is 8 tokens" } });
    server.next({ status: 400, body });
    await expect(call(true)).rejects.toMatchObject({ code: 'context-too-large' });
  });

  it('takes no usage for nothing', async () => {
    const names =
      kind === 'openai' ? ['prompt_tokens', 'completion_tokens'] : ['input_tokens', 'output_tokens'];
    const [input = '', output = ''] = names;
    server.next({ text: 'x', usage: { [input]: 'many', [output]: -1 } }, { text: 'x', usage: null });
    expect((await call(false)).usage).toEqual({ input: NaN, output: -1 });
    expect((await call(false)).usage).toBeNull();
  });

  it('refuses what is no answer', async () => {
    server.next({ body: 'no JSON' }, { body: '{}' }, { body: 'null' });
    for (let n = 0; n < 3; n += 1)
      await expect(call(false)).rejects.toMatchObject({ code: 'llm-output-invalid' });
  });
});

it('sends what each protocol asks for, and the key nowhere else', async () => {
  const [openai, anthropic] = [await startOpenAiServer(), await startAnthropicServer()];
  const egress = createEgress({ allow: [openai.host, anthropic.host] });
  const calls = [{ id: 'c1', name: 'look', arguments: { at: 'a' } }];
  const messages = [
    ...request.messages,
    { role: 'assistant' as const, content: '', tool_calls: calls },
    { role: 'tool' as const, content: 'seen', tool_call_id: 'c1' },
  ];
  for (const [kind, { url }] of [
    ['openai', openai],
    ['anthropic', anthropic],
  ] as const)
    await callModel(
      { kind, baseUrl: `${url}/`, key: 'sk-test', stream: false, rules: [] },
      { ...request, messages, tools: [tool], schema: { type: 'string' } },
      { egress, signal },
    );
  expect(openai.calls[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-test' },
    body: {
      ...{ model: 'm', max_tokens: 100, temperature: 0.5, stop: ['END'] },
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'string' } } },
      tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
      messages: [
        ...request.messages,
        {
          role: 'assistant',
          tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{"at":"a"}' } }],
        },
        { role: 'tool', content: 'seen', tool_call_id: 'c1' },
      ],
    },
  });
  expect(anthropic.calls[0]).toMatchObject({
    path: '/v1/messages',
    headers: { 'x-api-key': 'sk-test', 'anthropic-version': '2023-06-01' },
    body: {
      ...{ model: 'm', max_tokens: 100, stop_sequences: ['END'], tools: [tool] },
      system: expect.stringMatching(/^Be brief\.\n\n.*JSON Schema/),
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'How is it?' }] },
        { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'look', input: { at: 'a' } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'seen' }] },
      ],
    },
  });
  const connection = { kind: 'openai', baseUrl: openai.url, key: null, stream: true, rules: [] } as const;
  const texts = ['a', 'bbb'];
  const { vectors } = await embedTexts(connection, { model: 'e', texts }, { egress, signal });
  expect(vectors).toEqual([
    [1, 1, 0],
    [3, 1, 0],
  ]);
  await Promise.all([egress.close(), openai.close(), anthropic.close()]);
});
