import type { ServerResponse } from 'node:http';
import {
  pieces,
  startModelServer,
  writeEvents,
  writeWhole,
  type Billed,
  type ModelServer,
  type Protocol,
  type Reply,
} from './model-server';

type Answer = Reply & { counted: Billed };

/** Messages, whole and as a stream. */
export function startAnthropicServer(): Promise<ModelServer> {
  return startModelServer(protocol);
}

const protocol: Protocol = {
  refusal: (status) => ({
    type: 'error',
    error: { type: status === 529 ? 'overloaded_error' : 'api_error', message: `refused with ${status}` },
  }),
  answer({ body }, reply, response) {
    if (body['stream'] === true) return stream(reply, response);
    const whole = {
      ...messageOf(reply),
      content: blocksOf(reply),
      stop_reason: stopOf(reply),
      ...(reply.usage === null ? {} : { usage: reply.usage ?? usageOf(reply) }),
    };
    writeWhole(response, whole, reply.cut);
  },
};

function stream(reply: Answer, response: ServerResponse): void {
  const event = (type: string, data: object = {}) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
  const { input_tokens: input, output_tokens: output } = usageOf(reply);
  const blocks = blocksOf(reply).flatMap((block, index) => [
    event('content_block_start', {
      index,
      content_block: block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} },
    }),
    ...(block.type === 'text'
      ? pieces(block.text).map((text) =>
          event('content_block_delta', { index, delta: { type: 'text_delta', text } }),
        )
      : [
          event('content_block_delta', {
            index,
            delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) },
          }),
        ]),
    event('content_block_stop', { index }),
  ]);
  const end = {
    delta: { stop_reason: stopOf(reply), stop_sequence: null },
    usage: reply.usage ?? { output_tokens: output },
  };
  const events = [
    event('message_start', {
      message: {
        ...messageOf(reply),
        content: [],
        stop_reason: null,
        usage: { input_tokens: input, output_tokens: 1 },
      },
    }),
    event('ping'),
    ...blocks,
    event('message_delta', end),
    event('message_stop'),
  ];
  writeEvents(response, events, reply.cut);
}

function messageOf({ counted: { model } }: Answer) {
  return { id: 'msg_1', type: 'message', role: 'assistant', model };
}

function blocksOf({ text, toolCalls = [] }: Reply) {
  return [
    ...(text ? [{ type: 'text' as const, text }] : []),
    ...toolCalls.map((call, n) => ({
      ...{ type: 'tool_use' as const, id: `toolu_${n}`, name: call.name },
      input: JSON.parse(call.arguments) as unknown,
    })),
  ];
}

function stopOf({ finish, toolCalls }: Reply): string {
  if (finish === 'length') return 'max_tokens';
  return toolCalls ? 'tool_use' : 'end_turn';
}

function usageOf({ counted: { input, output } }: Answer) {
  return { input_tokens: input, output_tokens: output };
}
