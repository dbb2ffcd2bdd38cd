import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { askJson, askStream, cutOff, type Exchange } from '../exchange';
import type { CallOptions, Connection, Message, ModelAnswer, ModelRequest, ToolSpec } from '../model';
import { argumentsIn, fieldsOf, listOf, parsedEvent, textOf, usageIn, type Fields } from '../reading';
import type { ServerEvent } from '../sse';
import { emptyAnswer, finishOf, takeChunk, type Gathered } from './chunks';

/** Models there refuse the older name of the field, which other servers know alone. */
const OFFICIAL = 'api.openai.com';

const usageNames = { input: ['prompt_tokens'], output: 'completion_tokens' };

/** One chat completion. */
export async function callOpenAi(
  connection: Connection,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelAnswer> {
  const exchange = exchangeOf(connection, 'chat/completions', bodyOf(connection, request));
  if (!connection.stream) return answerIn(await askJson(exchange, options), request.model);
  const answer = await askStream(exchange, options);
  return 'whole' in answer
    ? answerIn(answer.whole, request.model)
    : gathered(answer.events, request.model, options);
}

/** Where a server of this protocol is asked. */
export function exchangeOf({ baseUrl, key }: Connection, path: string, body: JsonObject): Exchange {
  const url = `${(baseUrl ?? '').replace(/\/+$/, '')}/${path}`;
  return { url, headers: key === null ? {} : { authorization: `Bearer ${key}` }, body };
}

function bodyOf({ baseUrl, stream }: Connection, request: ModelRequest): JsonObject {
  const { model, messages, tools, schema, maxTokens, temperature, stop } = request;
  const official = URL.canParse(baseUrl ?? '') && new URL(baseUrl ?? '').hostname === OFFICIAL;
  return {
    model,
    messages: messages.map(messageOf),
    [official ? 'max_completion_tokens' : 'max_tokens']: maxTokens,
    ...(tools.length > 0 ? { tools: tools.map(toolOf) } : {}),
    ...(schema ? { response_format: formatOf(schema) } : {}),
    ...(temperature === null ? {} : { temperature }),
    ...(stop.length > 0 ? { stop: [...stop] } : {}),
    ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function formatOf(schema: JsonObject): JsonObject {
  return { type: 'json_schema', json_schema: { name: 'answer', schema } };
}

function toolOf({ name, description, input_schema: parameters }: ToolSpec): JsonObject {
  return { type: 'function', function: { name, description, parameters } };
}

function messageOf({ role, content, tool_calls: calls, tool_call_id: id }: Message): JsonObject {
  return {
    role,
    content,
    ...(id === undefined ? {} : { tool_call_id: id }),
    ...(calls && calls.length > 0
      ? {
          tool_calls: calls.map((call) => ({
            id: call.id,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.arguments) },
          })),
        }
      : {}),
  };
}

function answerIn(body: unknown, asked: string): ModelAnswer {
  const { choices, usage, model } = fieldsOf(body);
  const [choice] = listOf(choices);
  if (choice === undefined)
    throw new MaestroError('llm-output-invalid', 'The answer of the model has no choice.');
  const { message, finish_reason: finish } = fieldsOf(choice);
  const { content, tool_calls: calls } = fieldsOf(message);
  return {
    text: textOf(content),
    toolCalls: listOf(calls).map((call, n) => callIn(fieldsOf(call), n)),
    finishReason: finishOf(finish),
    usage: usageIn(usage, usageNames),
    model: textOf(model) || asked,
  };
}

function callIn({ id, function: called }: Fields, n: number) {
  const { name, arguments: args } = fieldsOf(called);
  return { id: textOf(id) || `call_${n}`, name: textOf(name), arguments: argumentsIn(textOf(args)) };
}

async function gathered(
  events: AsyncIterable<ServerEvent>,
  asked: string,
  { onText }: CallOptions,
): Promise<ModelAnswer> {
  const state: Gathered = emptyAnswer(asked);
  for await (const { data } of events) {
    if (data === '[DONE]') break;
    takeChunk(state, parsedEvent(data), onText);
  }
  // A connection that is closed in good order may still have lost the end.
  if (state.finish === null) throw cutOff();
  const { text, calls, finish, usage, model } = state;
  return {
    text,
    toolCalls: calls.map(({ id, name, args }, n) => ({
      ...{ id: id || `call_${n}`, name, arguments: argumentsIn(args) },
    })),
    finishReason: finish,
    usage: usageIn(usage, usageNames),
    model,
  };
}
