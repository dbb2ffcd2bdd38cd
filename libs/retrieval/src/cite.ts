import type { Passage } from './search';

/** Where a passage stands, as whoever quotes it says. */
export interface Place {
  document: string;
  version: number;
  title: string;
  uri: string | null;
  start: number;
  end: number;
}

export interface CitedChunk extends Place {
  text: string;
  score: number;
  metadata: Passage['metadata'];
}

export interface Cited {
  chunks: CitedChunk[];
  /** One a passage, in the same order. */
  citations: (Place & { marker: string })[];
  /** The passages behind their markers, for a prompt. */
  context: string;
}

/** Gives passages the markers by which a text refers to them. */
export function cite(passages: readonly Passage[]): Cited {
  const chunks = passages.map(({ from: start, to: end, ...rest }) => ({ ...rest, start, end }));
  const citations = chunks.map(({ document, version, title, uri, start, end }, i) => ({
    marker: `[${i + 1}]`,
    ...{ document, version, title, uri, start, end },
  }));
  const context = chunks.map(({ title, text }, i) => {
    const marker = citations[i]?.marker ?? '';
    return title === '' ? `${marker} ${text}` : `${marker} ${title}\n${text}`;
  });
  return { chunks, citations, context: context.join('\n\n') };
}
