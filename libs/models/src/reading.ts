import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { TokenCount } from './model';

export type Fields = Readonly<Record<string, unknown>>;

/** What a provider sends is data of a stranger: nothing about its shape is taken for granted. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A count that is none is NaN, which the ledger takes for the worst case. */
export function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : NaN;
}

/** Null where nothing was said; a figure that is missing beside another is no number. */
export function usageIn(value: unknown, names: { input: string[]; output: string }): TokenCount | null {
  if (value === undefined || value === null) return null;
  const fields = fieldsOf(value);
  const [first = '', ...more] = names.input;
  const extra = more.map((name) => (fields[name] == null ? 0 : countOf(fields[name])));
  return {
    input: extra.reduce((sum, count) => sum + count, countOf(fields[first])),
    output: countOf(fields[names.output]),
  };
}

/** Arguments of a tool as the model wrote them; none is an empty object. */
export function argumentsIn(text: string): Json {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

export function parsedEvent(data: string): Fields {
  try {
    return fieldsOf(JSON.parse(data));
  } catch (cause) {
    throw new MaestroError('llm-output-invalid', 'The model streamed what is not JSON.', { cause });
  }
}
