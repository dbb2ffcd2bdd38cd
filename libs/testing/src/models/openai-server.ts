import type { ServerResponse } from 'node:http';
import {
  pieces,
  startModelServer,
  writeEvents,
  writeWhole,
  type Billed,
  type ModelCall,
  type ModelServer,
  type Protocol,
  type Reply,
} from './model-server';

type Answer = Reply & { counted: Billed };

/** Chat completions and embeddings, whole and as a stream. */
export function startOpenAiServer(): Promise<ModelServer> {
  return startModelServer(protocol);
}

const protocol: Protocol = {
  refusal: (status) => ({ error: { message: `refused with ${status}`, type: 'error', code: null } }),
  answer(call, reply, response) {
    if (call.path.endsWith('/embeddings')) return embed(call, reply, response);
    if (call.body['stream'] === true) return stream(call, reply, response);
    const message = {
      role: 'assistant',
      content: reply.text ?? (reply.toolCalls ? null : ''),
      ...(reply.toolCalls ? { tool_calls: callsOf(reply) } : {}),
    };
    const whole = {
      ...{ id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: reply.counted.model },
      choices: [{ index: 0, message, finish_reason: finishOf(reply) }],
      ...usageOf(reply),
    };
    writeWhole(response, whole, reply.cut);
  },
};

function stream({ body }: ModelCall, reply: Answer, response: ServerResponse): void {
  const chunk = (choices: unknown[], extra: object = {}) =>
    `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: reply.counted.model, choices, ...extra })}\n\n`;
  const delta = (part: object, finish: string | null = null) => [
    { index: 0, delta: part, finish_reason: finish },
  ];
  const asked = (body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage === true;
  const calls = callsOf(reply).flatMap(({ id, type, function: { name, arguments: args } }, index) => [
    chunk(delta({ tool_calls: [{ index, id, type, function: { name, arguments: '' } }] })),
    ...[args.slice(0, 3), args.slice(3)].map((part) =>
      chunk(delta({ tool_calls: [{ index, function: { arguments: part } }] })),
    ),
  ]);
  const events = [
    chunk(delta({ role: 'assistant', content: '' })),
    ...pieces(reply.text ?? '').map((content) => chunk(delta({ content }))),
    ...calls,
    chunk(delta({}, finishOf(reply))),
    ...(asked ? [chunk([], usageOf(reply))] : []),
    'data: [DONE]\n\n',
  ];
  writeEvents(response, events, reply.cut);
}

function embed({ body }: ModelCall, reply: Answer, response: ServerResponse): void {
  const texts = body['input'] as string[];
  const data = texts.map((text, index) => ({ object: 'embedding', index, embedding: [text.length, 1, 0] }));
  const usage = { prompt_tokens: reply.counted.input, total_tokens: reply.counted.input };
  response.writeHead(200, { 'content-type': 'application/json' });
  // Out of their order, as the protocol allows.
  response.end(JSON.stringify({ object: 'list', data: data.reverse(), model: reply.counted.model, usage }));
}

function callsOf({ toolCalls = [] }: Reply) {
  return toolCalls.map((call, n) => ({ id: `call_${n}`, type: 'function', function: call }));
}

function finishOf({ finish, toolCalls }: Reply): string {
  return finish ?? (toolCalls ? 'tool_calls' : 'stop');
}

function usageOf({ usage, counted: { input, output } }: Answer): { usage?: unknown } {
  if (usage === null) return {};
  const counted = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  return { usage: usage ?? counted };
}
