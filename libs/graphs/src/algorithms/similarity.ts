import { createHash } from 'node:crypto';
import { MaestroError } from '@maestro/problems';
import { buildGraph, graphLimits, type Edge } from '../graph';
import { byName } from '../order';
import { randomFrom } from '../random';
import type { Report } from '../report';
import { components } from './components';

export interface Item {
  id: string;
  /** What it is compared by: words, tags, neighbours. */
  features: readonly string[];
}

export interface SimilarityOptions {
  items: readonly Item[];
  /** Pairs that share at least this part of their features (Jaccard) get an edge; 0.5 unless given. */
  threshold?: number;
  /** More: fewer pairs at the threshold are missed, for more time. 128 unless given. */
  hashes?: number;
  seed?: number;
}

/**
 * The graph of what is alike. Candidates are found by MinHash signatures in bands; each candidate pair is then compared
 * exactly, so that no edge is wrong, and a pair at the threshold is missed with a chance of some per cent at most.
 */
export function similarity(
  { items, threshold = 0.5, hashes = 128, seed = 1 }: SimilarityOptions,
  report: Report,
) {
  const sets = items.map(({ features }) => new Set(features));
  const rows = rowsPerBand(hashes, threshold);
  const signatures = signaturesOf(sets, coefficients(hashes, seed), report);
  const edges: Edge[] = [];
  for (const [a, b] of candidates(signatures, rows)) {
    const weight = jaccard(sets[a] as Set<string>, sets[b] as Set<string>);
    if (weight >= threshold) edges.push(edgeOf(items[a] as Item, items[b] as Item, weight));
  }
  edges.sort((a, b) => byName(a.source, b.source) || byName(a.target, b.target));
  const alike = components(buildGraph({ edges }), {}).components;
  return { edges, groups: alike };
}

function edgeOf(a: Item, b: Item, weight: number): Edge {
  const [source, target] = byName(a.id, b.id) < 0 ? [a.id, b.id] : [b.id, a.id];
  return { source, target, weight };
}

/** The longest bands that still find 97 of 100 pairs that are alike just as much as is asked for. */
function rowsPerBand(hashes: number, threshold: number): number {
  for (let rows = 16; rows > 1; rows--) {
    const missed = (1 - threshold ** rows) ** Math.floor(hashes / rows);
    if (missed <= 0.03) return rows;
  }
  return 1;
}

const PRIME = 2 ** 31 - 1;

const maxPairs = graphLimits.edges;

/** Of each hash function a factor and a term. */
interface Coefficients {
  factors: Int32Array;
  terms: Int32Array;
}

function coefficients(hashes: number, seed: number): Coefficients {
  const random = randomFrom(seed);
  const draw = () => Int32Array.from({ length: hashes }, () => 1 + Math.floor(random() * (PRIME - 1)));
  return { factors: draw(), terms: draw() };
}

function signaturesOf(
  sets: readonly Set<string>[],
  { factors, terms }: Coefficients,
  report: Report,
): Int32Array[] {
  const codes = new Map<string, number>();
  return sets.map((set, done) => {
    if (done % 256 === 0) report(done / sets.length);
    const signature = new Int32Array(factors.length).fill(PRIME);
    for (const feature of set) {
      const code = codes.get(feature) ?? codeOf(feature);
      codes.set(feature, code);
      for (let i = 0; i < factors.length; i++) {
        const value = (multiply(factors[i] ?? 1, code) + (terms[i] ?? 0)) % PRIME;
        if (value < (signature[i] ?? PRIME)) signature[i] = value;
      }
    }
    return signature;
  });
}

function codeOf(feature: string): number {
  return createHash('sha1').update(feature).digest().readUInt32BE(0) % PRIME;
}

/** a × b modulo the prime, without losing digits: the product of two numbers of 31 bits has 62. */
function multiply(a: number, b: number): number {
  const high = Math.floor(a / 2 ** 16);
  const low = a % 2 ** 16;
  return (((((high * b) % PRIME) * 2 ** 16) % PRIME) + low * b) % PRIME;
}

/** Pairs that have a band in common, each once. Nothing is like an empty set. */
function* candidates(signatures: readonly Int32Array[], rows: number): Generator<[number, number]> {
  const bands = Math.floor((signatures[0]?.length ?? 0) / rows);
  const seen = new Set<number>();
  for (let band = 0; band < bands; band++) {
    const buckets = new Map<string, number[]>();
    signatures.forEach((signature, item) => {
      if (signature[0] === PRIME) return;
      const key = signature.subarray(band * rows, (band + 1) * rows).join();
      const bucket = buckets.get(key);
      if (bucket) bucket.push(item);
      else buckets.set(key, [item]);
    });
    for (const bucket of buckets.values())
      for (let i = 0; i < bucket.length; i++)
        for (let j = i + 1; j < bucket.length; j++) {
          const [a, b] = [bucket[i] as number, bucket[j] as number];
          const pair = a * signatures.length + b;
          if (seen.has(pair)) continue;
          if (seen.size === maxPairs)
            throw new MaestroError(
              'limit-exceeded',
              `More than ${maxPairs} pairs are alike enough to be compared.`,
            );
          seen.add(pair);
          yield [a, b];
        }
  }
}

function jaccard(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let both = 0;
  for (const feature of small) if (large.has(feature)) both++;
  return both / (a.size + b.size - both);
}
