import { MaestroError } from '@maestro/problems';
import type { FinishReason } from '../model';
import { fieldsOf, listOf, textOf, type Fields } from '../reading';

/** An answer that comes in pieces. */
export interface Gathered {
  text: string;
  calls: { id: string; name: string; args: string }[];
  finish: FinishReason | null;
  usage: unknown;
  model: string;
}

const MAX_CALLS = 128;

const finishes: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
};

export function finishOf(reason: unknown): FinishReason {
  return finishes[textOf(reason)] ?? 'other';
}

export function emptyAnswer(model: string): Gathered {
  return { text: '', calls: [], finish: null, usage: undefined, model };
}

/** Adds a chunk. The last one has the usage, and no choice. */
export function takeChunk(state: Gathered, chunk: Fields, onText?: (piece: string) => void): void {
  if (chunk['error'] !== undefined)
    throw new MaestroError('http_5xx', 'The model failed while it answered.', { cause: chunk['error'] });
  if (chunk['usage'] != null) state.usage = chunk['usage'];
  state.model = textOf(chunk['model']) || state.model;
  const { delta, finish_reason: finish } = fieldsOf(listOf(chunk['choices'])[0]);
  const { content, tool_calls: calls } = fieldsOf(delta);
  const piece = textOf(content);
  if (piece !== '') {
    state.text += piece;
    onText?.(piece);
  }
  for (const call of listOf(calls)) takeCall(state, fieldsOf(call));
  if (finish != null) state.finish = finishOf(finish);
}

/** Pieces of calls say which they belong to; servers that do not send each call whole. */
function takeCall({ calls }: Gathered, { index, id, function: called }: Fields): void {
  const n = typeof index === 'number' ? index : calls.length;
  if (!Number.isInteger(n) || n < 0 || n > Math.min(calls.length, MAX_CALLS))
    throw new MaestroError('llm-output-invalid', 'The model streamed the calls of tools in no order.');
  const call = (calls[n] ??= { id: '', name: '', args: '' });
  const { name, arguments: args } = fieldsOf(called);
  call.id ||= textOf(id);
  call.name ||= textOf(name);
  call.args += textOf(args);
}
