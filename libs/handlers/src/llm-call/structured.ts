import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import type { Message } from '@maestro/models';

const FAULTS_SHOWN = 5;
const FAULT_BYTES = 2048;
const FRAME_BYTES = 512;
const MAX_QUOTED = 16 * 1024;

/** An answer as JSON, or what speaks against it. */
export type Checked = { object: Json; faults?: never } | { object?: never; faults: string };

/** Reads an answer that has to conform to a schema. Models like to put a fence around JSON: it is taken off. */
export function checkAnswer(text: string, schema: JsonObject): Checked {
  const bare = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  let object: Json;
  try {
    object = JSON.parse(bare) as Json;
  } catch {
    return { faults: 'The answer is not JSON.' };
  }
  const faults = compileSchema(schema)(object);
  if (faults.length === 0) return { object };
  const shown = faults.slice(0, FAULTS_SHOWN).map(({ pointer, message }) => `${pointer || '/'}: ${message}`);
  return { faults: cut(shown.join('\n'), FAULT_BYTES) };
}

/** What is said to a model that has to try again. */
export function repairTurns(text: string, faults: string, maxTokens: number): Message[] {
  return [
    { role: 'assistant', content: cut(text, quotedBytes(maxTokens)) || '(nothing)' },
    {
      role: 'user',
      content: `That does not conform to the schema:\n${faults}\nAnswer with one JSON value that does, and nothing else.`,
    },
  ];
}

/** The most that `repairTurns` adds to a prompt. */
export function repairBytes(maxTokens: number): number {
  return quotedBytes(maxTokens) + FAULT_BYTES + FRAME_BYTES;
}

function quotedBytes(maxTokens: number): number {
  return Math.min(4 * maxTokens, MAX_QUOTED);
}

function cut(text: string, most: number): string {
  const bytes = Buffer.from(text);
  return bytes.length <= most
    ? text
    : bytes
        .subarray(0, most)
        .toString('utf8')
        .replace(/\uFFFD$/, '');
}
