import { createHash } from 'node:crypto';
import { canonicalJson, compileSchema, type JsonObject } from '@maestro/dsl';
import { bytesOf, type Message, type ToolSpec } from '@maestro/models';
import { MaestroError } from '@maestro/problems';
import type { ToolDoor } from '../contract';
import type { LlmInput } from './input';

/** More than any context holds; no process should have to carry more. */
const MAX_BYTES = 8 * 1024 * 1024;

/** What is asked, whoever is asked it. */
export interface Prompt {
  messages: Message[];
  tools: ToolSpec[];
  schema: JsonObject | null;
}

/**
 * The prompt of an input, with its tools resolved.
 *
 * @throws MaestroError `context-too-large`, `unsafe-schema`, `duplicate-id`, and what resolving a tool throws
 */
export async function promptOf(input: LlmInput, door: ToolDoor): Promise<Prompt> {
  const { system, prompt, messages = [], schema = null } = input;
  if (schema) compileSchema(schema);
  const said: Message[] = [
    ...(system === undefined ? [] : [{ role: 'system' as const, content: system }]),
    ...messages,
    ...(prompt === undefined ? [] : [{ role: 'user' as const, content: prompt }]),
  ];
  const whole = { messages: said, tools: await toolsOf(input, door), schema };
  const bytes = bytesOf(whole);
  if (bytes > MAX_BYTES)
    throw new MaestroError(
      'context-too-large',
      `The prompt has ${bytes} bytes; ${MAX_BYTES} are read at most.`,
    );
  return whole;
}

/** What the prompt was, for whoever has to prove it later. */
export function digestOf({ messages, tools, schema }: Prompt): string {
  const text = canonicalJson({ messages, tools, schema } as never);
  return createHash('sha256').update(text).digest('hex');
}

async function toolsOf({ tools = [] }: LlmInput, door: ToolDoor): Promise<ToolSpec[]> {
  const references = tools.filter((tool) => typeof tool === 'string');
  const found = references.length === 0 ? [] : await door.describe(references);
  const resolved = new Map(references.map((reference, n) => [reference, found[n]]));
  const specs = tools.flatMap((tool) => (typeof tool === 'string' ? (resolved.get(tool) ?? []) : tool));
  const twice = specs.find(({ name }, n) => specs.findIndex((other) => other.name === name) !== n);
  if (twice) throw new MaestroError('duplicate-id', `Two tools are called "${twice.name}".`);
  return specs;
}
