import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import {
  chainText,
  EXPORT_FORMAT,
  GENESIS,
  hashOf,
  signRoot,
  type AuditPart,
  type AuditRow,
  type ExportLine,
  type RecordContent,
  type SignedRoot,
} from '../chain';

export const tenant = '018f0000-0000-7000-8000-000000000001';
const run = (n: number) => `018f0000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

export interface SampleExport {
  lines: string[];
  roots: SignedRoot[];
  publicKey: KeyObject;
}

const text = (line: ExportLine) => chainText(line);

/** An export as the sealer and the route write it: entries, runs, heads signed by two keys, a pruned run. */
export function sampleExport({ records = 12, signEvery = 4 } = {}): SampleExport {
  const keys = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const body: ExportLine[] = [];
  const roots: (SignedRoot & { public_key: string })[] = [];
  let before = GENESIS;
  for (let seq = 1; seq <= records; seq += 1) {
    const { content, rows } = recordOf(seq, { before, last: seq === records });
    before = hashOf(chainText(content));
    body.push({ kind: 'record', hash: before, content });
    // The rows of run 1 were pruned after they had been sealed.
    rows.forEach((part, index) => {
      if (content.parts[index]?.[1] !== run(1)) body.push({ kind: 'rows', part: index, rows: part });
    });
    if (seq % signEvery !== 0) continue;
    const root = signRoot(keys[(seq / signEvery) % 2]!.privateKey, {
      v: 1,
      tenant,
      seq,
      hash: before,
      at: content.at,
    });
    const { public_key: _, ...signed } = root;
    roots.push(root);
    body.push({ kind: 'root', ...signed });
  }
  const named = new Map(roots.map(({ key_id, public_key }) => [key_id, public_key]));
  const head: ExportLine[] = [
    { kind: 'header', format: EXPORT_FORMAT, tenant, from: 1, prev_hash: GENESIS },
    ...[...named].sort().map(([key_id, public_key]): ExportLine => ({ kind: 'key', key_id, public_key })),
  ];
  const lines = [...head, ...body].map(text);
  lines.push(text({ kind: 'end', seq: records, hash: before, lines: lines.length + 1 }));
  return { lines, roots: roots.map(({ public_key: _, ...root }) => root), publicKey: keys[1]!.publicKey };
}

function recordOf(seq: number, { before, last }: { before: string; last: boolean }) {
  const detail = last ? `{"runs": ["${run(1)}"]}` : '{"name": "ci", "größe": 1.50}';
  const action = last ? 'run.pruned' : 'key.created';
  const id = (n: number) => [
    String(seq * 100 + n),
    String(seq * 10 + n),
    String(1_790_000_000_000_000 + seq),
  ];
  const entry: AuditRow[] = [[...id(0), 'key:owner', action, null, detail]];
  const runs = [seq % 3, (seq % 3) + 3].map((n) => ({
    key: run(n),
    rows: [
      [...id(1), run(n), 'tasks', null, '[[0, "queued", "running", 9223372036854775807, 1]]', null],
      [...id(2), run(n), 'run.control', 'user:ada@example.org', null, '{"control": "pause"}'],
    ] as AuditRow[],
  }));
  const rows = [entry, ...runs.map((each) => each.rows)];
  const parts: AuditPart[] = rows.map((part, index) => [
    index === 0 ? 'entry' : 'run',
    index === 0 ? `${id(0)[0]}.${id(0)[1]}` : runs[index - 1]!.key,
    part.length,
    hashOf(chainText(part)),
  ]);
  const content: RecordContent = {
    v: 1,
    tenant,
    seq,
    prev_hash: before,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, seq)).toISOString(),
    after: String(seq * 100 - 1),
    upto: String(seq * 100 + 50),
    parts,
  };
  return { content, rows };
}
