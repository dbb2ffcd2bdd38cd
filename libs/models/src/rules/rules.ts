import { compileSchema, type Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { markFree } from '../free';
import type { CallOptions, Connection, Message, ModelAnswer, ModelRequest } from '../model';
import { likelyTokens, tokensOfMessages } from '../tokens';
import type { Rule } from './rule';

/**
 * Answers by rules, without a network and always the same: for tests, examples and machines that are offline. What it counts
 * as tokens is a quarter of the bytes.
 */
export function callRules(
  { rules }: Connection,
  request: ModelRequest,
  { signal, onText }: CallOptions,
): ModelAnswer {
  signal.throwIfAborted();
  const rule = rules.find((each) => holds(each, request));
  if (!rule)
    throw markFree(new MaestroError('model-refused', 'No rule of the provider answers this conversation.'));
  const said = fill(rule.object === undefined ? (rule.reply ?? '') : rule.object, request.messages);
  const whole = typeof said === 'string' && rule.object === undefined ? said : JSON.stringify(said);
  const text = cut(whole, request.maxTokens);
  for (const piece of text.match(/\S+\s*|\s+/g) ?? []) onText?.(piece);
  const turn = turnsIn(request.messages);
  const toolCalls = (rule.tool_calls ?? []).map((call, n) => ({
    ...{ id: `call_${turn}_${n}`, name: call.name },
    arguments: fill(call.arguments ?? {}, request.messages),
  }));
  const written = text + (toolCalls.length > 0 ? JSON.stringify(toolCalls) : '');
  return {
    text,
    toolCalls,
    finishReason: text.length < whole.length ? 'length' : toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: { input: tokensOfMessages(request), output: Math.min(likelyTokens(written), request.maxTokens) },
    model: request.model,
  };
}

function holds(rule: Rule, { messages, model }: ModelRequest): boolean {
  const last = messages.at(-1);
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  return (
    (rule.model === undefined || rule.model === model) &&
    (rule.turn === undefined || rule.turn === turnsIn(messages)) &&
    (rule.role === undefined || rule.role === last?.role) &&
    (rule.tool === undefined || rule.tool === toolOf(messages)) &&
    (rule.match === undefined || matches(rule.match, last?.content ?? '')) &&
    (rule.system === undefined || matches(rule.system, system.join('\n')))
  );
}

function turnsIn(messages: readonly Message[]): number {
  return messages.filter(({ role }) => role === 'assistant').length;
}

/** The name of the tool whose result is the last message. */
function toolOf(messages: readonly Message[]): string | undefined {
  const last = messages.at(-1);
  if (last?.role !== 'tool') return undefined;
  const calls = messages.flatMap(({ tool_calls: each = [] }) => each);
  return calls.findLast(({ id }) => id === last.tool_call_id)?.name;
}

/** The house's patterns never back-track, whoever wrote them. */
function matches(pattern: string, text: string): boolean {
  return compileSchema({ type: 'string', pattern })(text).length === 0;
}

function fill(value: Json, messages: readonly Message[]): Json {
  const texts: Readonly<Record<string, string>> = {
    last: messages.at(-1)?.content ?? '',
    user: messages.findLast(({ role }) => role === 'user')?.content ?? '',
  };
  const walk = (part: Json): Json => {
    if (typeof part === 'string')
      return part.replace(/\{\{(last|user)\}\}/g, (_, name: string) => texts[name] ?? '');
    if (part === null || typeof part !== 'object') return part;
    if (Array.isArray(part)) return part.map(walk);
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, walk(member)]));
  };
  return walk(value);
}

/** As many bytes as the tokens are worth, in whole characters. */
function cut(text: string, maxTokens: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxTokens * 4) return text;
  return bytes
    .subarray(0, maxTokens * 4)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
}
