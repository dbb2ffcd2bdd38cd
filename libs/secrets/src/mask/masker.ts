import { MASK } from '@maestro/dsl';
import { patternsOf, type Pattern } from './encodings';
import { findAll } from './find';
import { StreamMasker } from './stream-masker';

/** Puts the mask where a text holds a secret. One for each attempt: it knows what that attempt was given. */
export interface Masker {
  text(text: string): string;
  /** The same of all texts of a value, its keys too. Numbers that spell a secret become the mask. */
  value<T>(value: T): T;
  /** For a text that comes in pieces. */
  stream(): TextStream;
}

/** A text in pieces, masked across their seams. */
export interface TextStream {
  /** What is sure of the text so far. */
  write(piece: string): string;
  /** The rest. */
  end(): string;
}

const plainStream: TextStream = { write: (piece) => piece, end: () => '' };

/** Masks nothing, at no cost: for attempts that were given no secret. */
export const noMask: Masker = { text: (text) => text, value: (value) => value, stream: () => plainStream };

/** A masker of these values, in every form in which they are likely to turn up. */
export function createMasker(values: readonly string[]): Masker {
  const patterns = values.flatMap(patternsOf);
  if (patterns.length === 0) return noMask;
  const text = (given: string): string => maskText(given, patterns);
  return {
    text,
    value: (value) => maskValue(value, text) as typeof value,
    stream: () => new StreamMasker(patterns),
  };
}

function maskText(text: string, patterns: readonly Pattern[]): string {
  const ranges = findAll(text, patterns);
  if (ranges.length === 0) return text;
  let result = '';
  let from = 0;
  for (const { start, end } of ranges) {
    result += text.slice(from, start) + MASK;
    from = end;
  }
  return result + text.slice(from);
}

function maskValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const masked = mask(String(value));
    return masked === String(value) ? value : masked;
  }
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, mask));
  const prototype: unknown = Object.getPrototypeOf(value);
  // Whoever checks the value refuses instances of classes; they are not ours to take apart.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [mask(key), maskValue(member, mask)]),
  );
}
