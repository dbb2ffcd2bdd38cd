/** A passage: `text.slice(from, to)`. */
export interface Chunk {
  from: number;
  to: number;
}

export interface Chunking {
  /** Characters of a passage at most. */
  size: number;
  /** Characters that a passage shares at most with the one before. */
  overlap: number;
}

/** Where a text may be cut, the best first: before a heading, between paragraphs, lines, sentences, words. */
const cuts: readonly RegExp[] = [/\n(?=#{1,6} )/g, /\n[ \t]*\n/g, /\n/g, /[.!?…。！？]["')\]]*\s/g, /\s/g];

/**
 * Cuts a text into passages by its structure. Every character that is no space lies in one of them; those that follow each
 * other overlap by whole words, but not across a heading. Offsets are UTF-16 code units; no surrogate pair is cut.
 */
export function chunkText(text: string, { size, overlap }: Chunking): Chunk[] {
  const chunks: Chunk[] = [];
  let begin = 0;
  while (begin < text.length) {
    const { at, rank } = endOf(text, begin, size);
    const chunk = trimmed(text, begin, at);
    if (chunk) chunks.push(chunk);
    if (at >= text.length) break;
    // A heading begins something else: what stands before it says nothing of it.
    begin = rank === 0 ? at : overlapFrom(text, { begin, at, overlap });
  }
  return chunks;
}

/** The best place to end a passage, and how good it is. The first half of the passage is only searched for headings. */
function endOf(text: string, begin: number, size: number): { at: number; rank: number } {
  const limit = begin + size;
  if (limit >= text.length) {
    const heading = lastCut(text, cuts[0] as RegExp, [begin + Math.floor(size / 2), text.length]);
    return heading === null ? { at: text.length, rank: cuts.length } : { at: heading, rank: 0 };
  }
  for (const [rank, cut] of cuts.entries()) {
    const at = lastCut(text, cut, [begin + Math.floor(size / (rank === 0 ? 4 : 2)), limit]);
    if (at !== null) return { at, rank };
  }
  return { at: whole(text, limit), rank: cuts.length };
}

function lastCut(text: string, cut: RegExp, [from, to]: readonly [number, number]): number | null {
  const part = text.slice(from, to);
  let last: number | null = null;
  for (const match of part.matchAll(cut)) last = from + match.index + match[0].length;
  return last;
}

/** Where the next passage begins: at a word of the end of this one. Always behind where this one began. */
function overlapFrom(
  text: string,
  { begin, at, overlap }: { begin: number; at: number; overlap: number },
): number {
  const from = Math.max(begin + 1, at - overlap);
  const space = text.slice(from, at).search(/\s/);
  return overlap === 0 || space === -1 ? at : from + space + 1;
}

function trimmed(text: string, begin: number, end: number): Chunk | null {
  const part = text.slice(begin, end);
  const from = begin + part.length - part.trimStart().length;
  const to = begin + part.trimEnd().length;
  return from < to ? { from, to } : null;
}

/** Not between the halves of a surrogate pair. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xd800 && code <= 0xdbff ? at - 1 : at;
}
