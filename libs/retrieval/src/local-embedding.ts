import { createHash } from 'node:crypto';

const DIMENSIONS = 384;

/**
 * Vectors that need no provider and are the same everywhere: words and the letters they are made of, hashed to places of a vector.
 * They know spellings and word stems, not meanings.
 */
export function embedLocally(texts: readonly string[]): number[][] {
  return texts.map(vectorOf);
}

/** What the local embedding is called where a collection names its model. */
export const LOCAL_MODEL = 'hashed-ngrams';

function vectorOf(text: string): number[] {
  const counts = new Map<string, number>();
  for (const [word] of text
    .toLowerCase()
    .normalize('NFKC')
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    add(counts, word, 2);
    const padded = `<${word.slice(0, 40)}>`;
    for (let i = 0; i + 4 <= padded.length; i += 1) add(counts, padded.slice(i, i + 4), 1);
  }
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const [feature, count] of counts) {
    const { place, sign } = hashOf(feature);
    vector[place] = (vector[place] ?? 0) + sign * (1 + Math.log(count));
  }
  return vector;
}

function add(counts: Map<string, number>, feature: string, weight: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + weight);
}

const known = new Map<string, { place: number; sign: 1 | -1 }>();

function hashOf(feature: string): { place: number; sign: 1 | -1 } {
  const before = known.get(feature);
  if (before) return before;
  const bytes = createHash('md5').update(feature).digest();
  const hash = {
    place: bytes.readUInt32LE(0) % DIMENSIONS,
    sign: bytes.readUInt8(4) % 2 === 0 ? 1 : -1,
  } as const;
  if (known.size < 200_000) known.set(feature, hash);
  return hash;
}
