import type { Pattern, View } from './encodings';

/** Where a text holds something to mask, `end` excluded; in order and apart from each other. */
export interface Range {
  start: number;
  end: number;
}

/** A text as patterns read it, and where in it as it is written each character stands. */
interface Seen {
  text: string;
  /** Where each begins and ends; null where nothing is moved. */
  places: { starts: readonly number[]; ends: readonly number[] } | null;
}

/** Every place of every pattern; places that overlap are one. */
export function findAll(text: string, patterns: readonly Pattern[]): Range[] {
  const views: Partial<Record<View, Seen>> = {};
  const found: Range[] = [];
  for (const { text: wanted, view } of patterns) {
    const { text: seen, places } = (views[view] ??= look[view](text));
    for (let at = seen.indexOf(wanted); at !== -1; at = seen.indexOf(wanted, at + 1)) {
      const last = at + wanted.length - 1;
      const moved = places && { start: places.starts[at] ?? 0, end: places.ends[last] ?? text.length };
      found.push(moved ?? { start: at, end: last + 1 });
    }
  }
  return merge(found);
}

const look: Readonly<Record<View, (text: string) => Seen>> = {
  plain: (text) => ({ text, places: null }),
  unwrapped: (text) => (/[\r\n]/.test(text) ? withoutBreaks(text) : { text, places: null }),
  unescaped: (text) =>
    // Without escapes only what has other characters than ASCII reads differently, and that is found as it is.
    text.includes('%') || text.includes('+') ? asBytes(text) : { text, places: null },
};

function withoutBreaks(text: string): Seen {
  const starts: number[] = [];
  let unwrapped = '';
  for (const { 0: piece, index } of text.matchAll(/[^\r\n]+/g)) {
    for (let i = 0; i < piece.length; i += 1) starts.push(index + i);
    unwrapped += piece;
  }
  return { text: unwrapped, places: { starts, ends: starts.map((start) => start + 1) } };
}

function asBytes(text: string): Seen {
  const starts: number[] = [];
  const ends: number[] = [];
  let bytes = '';
  for (const { 0: piece, index } of text.matchAll(/%[0-9A-Fa-f]{2}|[^]/gu)) {
    const read = bytesOf(piece);
    for (let i = 0; i < read.length; i += 1) {
      starts.push(index);
      ends.push(index + piece.length);
    }
    bytes += read;
  }
  return { text: bytes, places: { starts, ends } };
}

/** The bytes of a character or of an escape, one character each. */
function bytesOf(piece: string): string {
  if (piece.length === 3) return String.fromCharCode(parseInt(piece.slice(1), 16));
  return piece < '\u0080' ? piece : Buffer.from(piece).toString('latin1');
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}
