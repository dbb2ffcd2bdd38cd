import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { askJson, askStream, cutOff, type Exchange } from '../exchange';
import type { CallOptions, Connection, ModelAnswer, ModelRequest } from '../model';
import { argumentsIn, fieldsOf, listOf, parsedEvent, textOf, usageIn, type Fields } from '../reading';
import type { ServerEvent } from '../sse';
import { conversation } from './conversation';
import { finishOf, openAnswer, takeEvent } from './events';

const VERSION = '2023-06-01';

/** What is read from a cache, or written to it, is read all the same. */
const usageNames = {
  input: ['input_tokens', 'cache_creation_input_tokens', 'cache_read_input_tokens'],
  output: 'output_tokens',
};

/** One message. */
export async function callAnthropic(
  connection: Connection,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelAnswer> {
  const exchange = exchangeOf(connection, request);
  if (!connection.stream) return answerIn(await askJson(exchange, options), request.model);
  const answer = await askStream(exchange, options);
  return 'whole' in answer
    ? answerIn(answer.whole, request.model)
    : gathered(answer.events, request.model, options);
}

function exchangeOf({ baseUrl, key, stream }: Connection, request: ModelRequest): Exchange {
  return {
    url: `${(baseUrl ?? '').replace(/\/+$/, '')}/messages`,
    headers: { 'anthropic-version': VERSION, ...(key === null ? {} : { 'x-api-key': key }) },
    body: bodyOf(request, stream),
  };
}

function bodyOf(request: ModelRequest, stream: boolean): JsonObject {
  const { model, tools, maxTokens, temperature, stop } = request;
  const { system, messages } = conversation(request);
  return {
    ...{ model, messages, max_tokens: maxTokens },
    ...(system === '' ? {} : { system }),
    ...(tools.length > 0 ? { tools: tools.map((tool) => ({ ...tool })) } : {}),
    ...(temperature === null ? {} : { temperature }),
    ...(stop.length > 0 ? { stop_sequences: [...stop] } : {}),
    ...(stream ? { stream: true } : {}),
  };
}

function answerIn(body: unknown, asked: string): ModelAnswer {
  const { content, stop_reason: reason, usage, model } = fieldsOf(body);
  if (!Array.isArray(content))
    throw new MaestroError('llm-output-invalid', 'The answer of the model has no content.');
  const blocks = listOf(content).map(fieldsOf);
  return {
    text: blocks.map(({ type, text }) => (type === 'text' ? textOf(text) : '')).join(''),
    toolCalls: blocks.flatMap((block, n) => (block['type'] === 'tool_use' ? [callIn(block, n)] : [])),
    finishReason: finishOf(reason),
    usage: usageIn(usage, usageNames),
    model: textOf(model) || asked,
  };
}

function callIn({ id, name, input }: Fields, n: number) {
  return { id: textOf(id) || `call_${n}`, name: textOf(name), arguments: fieldsOf(input) as JsonObject };
}

async function gathered(
  events: AsyncIterable<ServerEvent>,
  asked: string,
  { onText }: CallOptions,
): Promise<ModelAnswer> {
  const state = openAnswer(asked);
  for await (const { data } of events) {
    takeEvent(state, parsedEvent(data), onText);
    if (state.ended) break;
  }
  if (!state.ended) throw cutOff();
  return {
    text: [...state.blocks.values()].map(({ text }) => text).join(''),
    toolCalls: [...state.blocks.values()]
      .filter(({ name }) => name !== '')
      .map(({ id, name, args }, n) => ({ id: id || `call_${n}`, name, arguments: argumentsIn(args) })),
    finishReason: finishOf(state.reason),
    usage: usageIn(state.usage, usageNames),
    model: state.model,
  };
}
