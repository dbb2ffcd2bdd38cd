import { MaestroError } from '@maestro/problems';
import type { FinishReason } from '../model';
import { countOf, fieldsOf, textOf, type Fields } from '../reading';

/** An answer that comes in pieces, block by block. */
export interface OpenAnswer {
  blocks: Map<number, { text: string; id: string; name: string; args: string }>;
  reason: unknown;
  usage: Fields | undefined;
  model: string;
  ended: boolean;
}

const MAX_BLOCKS = 256;

const finishes: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

export function finishOf(reason: unknown): FinishReason {
  return finishes[textOf(reason)] ?? 'other';
}

export function openAnswer(model: string): OpenAnswer {
  return { blocks: new Map(), reason: null, usage: undefined, model, ended: false };
}

/** Adds an event; kinds that are not known are passed over, as the protocol asks. */
export function takeEvent(state: OpenAnswer, event: Fields, onText?: (piece: string) => void): void {
  switch (event['type']) {
    case 'message_start': {
      const { usage, model } = fieldsOf(event['message']);
      state.model = textOf(model) || state.model;
      if (usage != null) state.usage = fieldsOf(usage);
      return;
    }
    case 'content_block_start':
      return openBlock(state, event);
    case 'content_block_delta':
      return takeDelta(state, event, onText);
    case 'message_delta': {
      state.reason = fieldsOf(event['delta'])['stop_reason'] ?? state.reason;
      // Counts here are of the whole message so far.
      if (event['usage'] != null) state.usage = { ...state.usage, ...fieldsOf(event['usage']) };
      return;
    }
    case 'message_stop':
      state.ended = true;
      return;
    case 'error': {
      const { type } = fieldsOf(event['error']);
      throw new MaestroError(
        'http_5xx',
        `The model failed while it answered (${textOf(type).slice(0, 64)}).`,
      );
    }
  }
}

function openBlock(state: OpenAnswer, event: Fields): void {
  const index = countOf(event['index']);
  if (Number.isNaN(index) || state.blocks.size >= MAX_BLOCKS)
    throw new MaestroError('llm-output-invalid', 'The model streamed blocks without number.');
  const { type, text, id, name } = fieldsOf(event['content_block']);
  const used = type === 'tool_use';
  state.blocks.set(index, {
    text: type === 'text' ? textOf(text) : '',
    ...{ id: used ? textOf(id) : '', name: used ? textOf(name) : '', args: '' },
  });
}

function takeDelta(state: OpenAnswer, event: Fields, onText?: (piece: string) => void): void {
  const block = state.blocks.get(countOf(event['index']));
  const { type, text, partial_json: part } = fieldsOf(event['delta']);
  if (!block) return;
  if (type === 'input_json_delta') block.args += textOf(part);
  if (type !== 'text_delta') return;
  block.text += textOf(text);
  onText?.(textOf(text));
}
