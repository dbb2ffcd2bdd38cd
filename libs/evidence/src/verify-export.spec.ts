import { generateKeyPairSync } from 'node:crypto';
import { sampleExport } from './testing/sample-export';
import { chainText, hashOf, type ExportLine, type RecordContent } from './chain';
import { createExportVerifier, type Verdict, type VerifierOptions } from './verify-export';

const sample = sampleExport({ records: 6, signEvery: 3 });
/** What is mutated: small, as each of the mutants is verified. */
const small = sampleExport({ records: 4, signEvery: 2 });
const RECORDS = 4;
const kindAt = small.lines.map((line) => (JSON.parse(line) as ExportLine).kind);

function verify(lines: readonly string[], options?: VerifierOptions): Verdict {
  const verifier = createExportVerifier(options);
  for (const line of lines) if (!verifier.take(line)) break;
  return verifier.end();
}
const parsed = (line: string) => JSON.parse(line) as ExportLine;
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((line, index) => line === b[index]);
const indexOf = (lines: readonly string[], kind: string, nth = 0) =>
  lines.flatMap((line, index) => (parsed(line).kind === kind ? [index] : []))[nth] as number;

/** Numbers from 0 to below `n`, the same ones each time (mulberry32). */
function dice(seed: number) {
  let state = seed;
  return (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}
type Dice = ReturnType<typeof dice>;

/** Every record from there on as a forger without the key would write it: hashes that fit each other. */
function rehash(lines: string[]): string[] {
  let before = '0'.repeat(64);
  return lines.map((text) => {
    const line = parsed(text);
    if (line.kind === 'record') {
      const content: RecordContent = { ...line.content, prev_hash: before };
      before = hashOf(chainText(content));
      return chainText({ ...line, content, hash: before });
    }
    if (line.kind === 'root') return chainText({ ...line, content: { ...line.content, hash: before } });
    return line.kind === 'end' ? chainText({ ...line, hash: before, lines: lines.length }) : text;
  });
}

const mutations: Record<string, (lines: string[], roll: Dice) => string[]> = {
  'a byte changed': (lines, roll) => {
    const at = roll(lines.length);
    const text = lines[at] as string;
    const from = roll(text.length);
    const letters = '0123456789abcdefABZ"{}[],: -_/\\n';
    const changed = text.slice(0, from) + letters[roll(letters.length)] + text.slice(from + 1);
    return lines.with(at, changed);
  },
  'a byte more': (lines, roll) => {
    const at = roll(lines.length);
    const from = roll((lines[at] as string).length + 1);
    return lines.with(at, `${lines[at]!.slice(0, from)}${' 0a"'[roll(4)]}${lines[at]!.slice(from)}`);
  },
  'a line deleted': (lines, roll) => lines.toSpliced(roll(lines.length), 1),
  'a line doubled': (lines, roll) => {
    const at = roll(lines.length);
    return lines.toSpliced(roll(lines.length + 1), 0, lines[at] as string);
  },
  'two lines exchanged': (lines, roll) => {
    const [a, b] = [roll(lines.length), roll(lines.length)];
    return lines.with(a, lines[b] as string).with(b, lines[a] as string);
  },
  'the end cut off': (lines, roll) => lines.slice(0, roll(lines.length)),
  'a row dated back, and its digest made to fit': (lines, roll) => {
    const rows = kindAt.flatMap((kind, index) => (kind === 'rows' ? [index] : []));
    const at = rows[roll(rows.length)] as number;
    const line = parsed(lines[at] as string) as Extract<ExportLine, { kind: 'rows' }>;
    const row = line.rows[roll(line.rows.length)]!;
    row[2] = String(Number(row[2]) - 1 - roll(1_000_000));
    const owner = kindAt.slice(0, at).lastIndexOf('record');
    const record = parsed(lines[owner] as string) as Extract<ExportLine, { kind: 'record' }>;
    record.content.parts[line.part]![3] = hashOf(chainText(line.rows));
    if (roll(2) === 0) record.hash = hashOf(chainText(record.content));
    return lines.with(at, chainText(line)).with(owner, chainText(record));
  },
  'the chain written anew after a change, by somebody without the key': (lines, roll) => {
    const owner = indexOf(lines, 'record', roll(RECORDS));
    const record = parsed(lines[owner] as string) as Extract<ExportLine, { kind: 'record' }>;
    const content = {
      ...record.content,
      at: new Date(Date.parse(record.content.at) + roll(900)).toISOString(),
    };
    content.parts[0]![3] = hashOf(`${roll(1e9)}`);
    return rehash(lines.with(owner, chainText({ ...record, content })));
  },
};

it('accepts an export as it was written, and says who signed it', () => {
  expect(verify(sample.lines)).toMatchObject({
    ok: true,
    records: 6,
    roots: 2,
    unsigned: 0,
    bad: null,
    unpinned: [expect.any(String), expect.any(String)],
  });
});

it('finds each of 10,000 random mutations', () => {
  const roll = dice(20_260_101);
  const kinds = Object.entries(mutations);
  const missed: string[] = [];
  const named = new Set<number>();
  for (let i = 0; i < 10_000; i += 1) {
    const [kind, mutate] = kinds[i % kinds.length]!;
    let mutant = mutate([...small.lines], roll);
    // Some dice leave everything as it was.
    while (same(mutant, small.lines)) mutant = mutate([...small.lines], roll);
    const { ok, bad } = verify(mutant, { pinned: [] });
    if (ok || !bad) missed.push(`${i}: ${kind}`);
    else named.add(bad.seq);
  }
  expect(missed).toEqual([]);
  // It names the place, not merely that there is one.
  expect(named.size).toBeGreaterThanOrEqual(RECORDS);
}, 60_000);

it.each([
  [
    'a record taken out',
    (lines: string[]) => lines.toSpliced(indexOf(lines, 'record', 4), 4),
    5,
    /record 5 is missing/,
  ],
  [
    'rows taken out',
    (lines: string[]) => lines.toSpliced(indexOf(lines, 'record', 4) + 2, 1),
    5,
    /run .* are missing/,
  ],
  [
    'an entry taken out',
    (lines: string[]) => lines.toSpliced(indexOf(lines, 'record', 4) + 1, 1),
    5,
    /entry .* are missing/,
  ],
  [
    'rows touched',
    (lines: string[]) =>
      lines.map((line, i) => (i === indexOf(lines, 'record', 3) + 1 ? line.replace('ci', 'cd') : line)),
    4,
    /rows of entry .* were changed/,
  ],
  ['a cut', (lines: string[]) => lines.slice(0, indexOf(lines, 'record', 4)), 4, /cut off/],
] as const)('names the record of %s', (_, mutate, seq, reason) => {
  expect(verify(mutate([...sample.lines])).bad).toEqual({ seq, reason: expect.stringMatching(reason) });
});

/** Cut behind a record, and closed as if that had been the last. */
function closedAfter(lines: readonly string[], records: number): string[] {
  const kept = lines.slice(0, indexOf(lines, 'record', records));
  const last = parsed(lines[indexOf(lines, 'record', records - 1)] as string) as { hash: string };
  return [...kept, chainText({ kind: 'end', seq: records, hash: last.hash, lines: kept.length + 1 })];
}

it('finds by its anchors that an export was cut off and closed anew', () => {
  const full = sampleExport({ records: 6, signEvery: 3 });
  const anchors = full.roots;
  expect(verify(full.lines, { anchors })).toMatchObject({ ok: true, bad: null });
  expect(verify(closedAfter(full.lines, 4), { anchors }).ok).toBe(false);
  const forged = { ...anchors[0]!, content: { ...anchors[0]!.content, seq: 7 } };
  expect(verify(full.lines, { anchors: [forged] }).bad?.reason).toMatch(/signature of the anchor/);
});

it('counts what is not signed yet', () => {
  const { lines } = sampleExport({ records: 8, signEvery: 3 });
  expect(verify(lines)).toMatchObject({ ok: true, unsigned: 2, head: { seq: 8 } });
});

it('refuses what a key signed that is not pinned, and is content with one that is', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(verify(sample.lines, { pinned: [publicKey] }).bad).toEqual({
    seq: 3,
    reason: expect.stringContaining('not pinned'),
  });
  const one = sampleExport({ records: 3, signEvery: 3 });
  expect(verify(one.lines, { pinned: [one.publicKey] })).toMatchObject({ ok: true, unpinned: [] });
});
