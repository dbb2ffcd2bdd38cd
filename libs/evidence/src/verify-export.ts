import type { KeyObject } from 'node:crypto';
import {
  chainText,
  EXPORT_FORMAT,
  GENESIS,
  hashOf,
  isRootSignedBy,
  type AuditPart,
  type AuditRow,
  type ExportLine,
  type RecordContent,
  type SignedRoot,
} from './chain';
import { keyIdOf, publicPem, readPublicKey } from './keys';

export interface Verdict {
  ok: boolean;
  records: number;
  rows: number;
  /** Signed heads whose signature holds. */
  roots: number;
  head: { seq: number; hash: string } | null;
  /** Records behind the last signed head: what nobody outside vouches for yet. */
  unsigned: number;
  /** Keys that signed and that nobody pinned. */
  unpinned: string[];
  bad: { seq: number; reason: string } | null;
}

export interface VerifierOptions {
  /** Keys that are believed; where there are none, those of the export are, and the verdict says so. */
  pinned?: readonly KeyObject[];
  /** Signed heads kept elsewhere: the export has to contain each of its tenant. */
  anchors?: readonly SignedRoot[];
  /** Whether a run is known to have been pruned, where the export ends before the entry that says so. */
  isPruned?: (run: string) => boolean;
}

export interface ExportVerifier {
  /** Takes the next line. False where a fault was found already: the rest cannot change the verdict. */
  take(line: string): boolean;
  /** Runs without rows so far, of which no entry says that they were pruned. */
  missingRuns(): string[];
  /** Nothing comes any more. */
  end(): Verdict;
}

type Of<K extends ExportLine['kind']> = Extract<ExportLine, { kind: K }>;

/** Checks an export as it streams by: memory does not grow with its length, save for names of pruned runs. */
export function createExportVerifier(options: VerifierOptions = {}): ExportVerifier {
  return new StreamingVerifier(options);
}

class Fault extends Error {}

class StreamingVerifier implements ExportVerifier {
  private readonly verdict: Verdict = {
    ...{ ok: false, records: 0, rows: 0, roots: 0, head: null, unsigned: 0, unpinned: [], bad: null },
  };
  private readonly keys = new Map<string, KeyObject>();
  /** Keys of the export that have signed nothing so far. */
  private readonly idle = new Set<string>();
  private readonly pinned: ReadonlyMap<string, KeyObject>;
  private header: Of<'header'> | null = null;
  private record: RecordContent | null = null;
  private before = '';
  private nextPart = 0;
  private signed = false;
  private ended = false;
  private lines = 0;
  /** How many lines there are, as the last one says. */
  private told = 0;
  /** Runs without rows, with the first record that says so; and those that a sealed entry says were pruned. */
  private readonly missing = new Map<string, number>();
  private readonly pruned = new Set<string>();
  private readonly heads = new Map<number, string>();

  constructor(private readonly options: VerifierOptions) {
    this.pinned = new Map((options.pinned ?? []).map((key) => [keyIdOf(key), key]));
  }

  take(text: string): boolean {
    return this.guard(() => {
      this.lines += 1;
      this.read(parseLine(text));
    });
  }

  missingRuns(): string[] {
    return [...this.missing.keys()].filter((run) => !this.pruned.has(run));
  }

  end(): Verdict {
    this.guard(() => this.conclude());
    return { ...this.verdict, ok: this.verdict.bad === null };
  }

  private guard(work: () => void): boolean {
    if (this.verdict.bad !== null) return false;
    try {
      work();
      return true;
    } catch (error) {
      const reason = error instanceof Fault ? error.message : 'the line is not well formed';
      this.verdict.bad = { seq: this.expectedSeq(), reason };
      return false;
    }
  }

  /** The record that is being read, or the next one. */
  private expectedSeq(): number {
    return this.record?.seq ?? this.header?.from ?? 1;
  }

  private read(line: ExportLine): void {
    if (this.ended) throw new Fault('something follows the end');
    if (line.kind === 'header') return this.readHeader(line);
    if (!this.header) throw new Fault('the export does not begin with its header');
    switch (line.kind) {
      case 'key':
        return this.readKey(line);
      case 'record':
        return this.readRecord(line);
      case 'rows':
        return this.readRows(line);
      case 'root':
        return this.readRoot(line);
      case 'end':
        return this.readEnd(line);
    }
    throw new Fault('the line is of no known kind');
  }

  private readHeader(header: Of<'header'>): void {
    if (this.header) throw new Fault('there is a second header');
    if (header.format !== EXPORT_FORMAT) throw new Fault('the format is not known');
    this.header = header;
    if (!Number.isSafeInteger(header.from) || header.from < 1) throw new Fault('the first seq is no number');
    if (header.from === 1 && header.prev_hash !== GENESIS)
      throw new Fault('the chain does not begin at its genesis');
    this.before = header.prev_hash;
    expectFields(header, ['kind', 'format', 'tenant', 'from', 'prev_hash']);
  }

  private readKey({ key_id: id, public_key: pem, ...rest }: Of<'key'>): void {
    if (this.record) throw new Fault('a key stands among the records');
    expectFields(rest, ['kind']);
    const key = readPublicKey(pem);
    if (publicPem(key) !== pem || keyIdOf(key) !== id)
      throw new Fault(`the key ${id} is not the one its id names`);
    if ([...this.keys.keys()].some((known) => known >= id)) throw new Fault('the keys are out of order');
    this.keys.set(id, key);
    this.idle.add(id);
    if (!this.pinned.has(id)) this.verdict.unpinned.push(id);
  }

  private readRecord({ content, hash, ...rest }: Of<'record'>): void {
    const last = this.record;
    this.closeParts();
    const expected = last ? last.seq + 1 : this.header!.from;
    if (content.seq !== expected) {
      const what = content.seq < expected ? 'is there again or out of order' : 'is missing or out of order';
      this.record = { ...content, seq: expected };
      throw new Fault(
        content.seq < expected ? `record ${content.seq} ${what}` : `record ${expected} ${what}`,
      );
    }
    this.record = content;
    expectFields(rest, ['kind']);
    if (hashOf(chainText(content)) !== hash) throw new Fault('the content of the record was changed');
    if (content.prev_hash !== this.before) throw new Fault('the record does not follow on the one before');
    if (content.v !== 1) throw new Fault('the version of the record is not known');
    if (content.tenant !== this.header!.tenant) throw new Fault('the record is of another tenant');
    if (last && content.at < last.at) throw new Fault('the record is dated before the one before');
    if (BigInt(content.after) >= BigInt(content.upto) || (last && BigInt(content.after) < BigInt(last.upto)))
      throw new Fault('the record stands for transactions out of order');
    this.before = hash;
    [this.nextPart, this.signed] = [0, false];
    this.verdict.records += 1;
    this.verdict.unsigned += 1;
    this.verdict.head = { seq: content.seq, hash };
    this.keepForAnchors(content.seq, hash);
  }

  private readRows({ part: index, rows, ...rest }: Of<'rows'>): void {
    const { record } = this;
    expectFields(rest, ['kind']);
    if (!record || this.signed || index < this.nextPart)
      throw new Fault('rows are there twice or out of order');
    for (; this.nextPart < index; this.nextPart += 1) this.miss(record, this.nextPart);
    const part = record.parts[index];
    if (!part) throw new Fault('there are rows that the record does not name');
    this.nextPart += 1;
    const [kind, key, count, digest] = part;
    if (rows.length !== count || hashOf(chainText(rows)) !== digest)
      throw new Fault(`the rows of ${kind} ${key} were changed`);
    this.verdict.rows += rows.length;
    if (kind === 'entry') for (const row of rows) this.notePruned(row);
  }

  /** Digests of what a run did outlive it: its rows may be missing, but then a sealed entry says that it was pruned. */
  private miss({ seq, parts }: RecordContent, index: number): void {
    const [kind, key] = parts[index] as AuditPart;
    if (kind !== 'run') throw new Fault(`the rows of ${kind} ${key} are missing`);
    if (!this.missing.has(key)) this.missing.set(key, seq);
  }

  private notePruned([, , , , action, , detail]: AuditRow): void {
    if (action !== 'run.pruned') return;
    const { runs } = JSON.parse(detail ?? '{}') as { runs?: string[] };
    for (const run of runs ?? []) this.pruned.add(run);
  }

  private readRoot({ kind: _, ...root }: Of<'root'>): void {
    const { content, key_id: id, ...rest } = root;
    this.closeParts();
    if (!this.record || this.signed) throw new Fault('a signed head stands twice or out of order');
    expectFields(rest, ['signature']);
    const { seq, tenant } = this.record;
    if (content.seq !== seq || content.hash !== this.before || content.tenant !== tenant || content.v !== 1)
      throw new Fault('the signed head is not the one of this record');
    if (content.at < this.record.at) throw new Fault('the signed head is dated before its record');
    const trusted = this.pinned.size > 0 ? this.pinned.get(id) : this.keys.get(id);
    if (!this.keys.has(id)) throw new Fault(`the key ${id} of the signed head is missing`);
    if (!trusted) throw new Fault(`the signed head is signed by ${id}, which is not pinned`);
    if (!isRootSignedBy(trusted, root)) throw new Fault('the signature of the head does not hold');
    this.idle.delete(id);
    this.signed = true;
    this.verdict.roots += 1;
    this.verdict.unsigned = 0;
  }

  private readEnd({ seq, hash, lines, ...rest }: Of<'end'>): void {
    this.closeParts();
    expectFields(rest, ['kind']);
    const head = this.verdict.head ?? { seq: this.header!.from - 1, hash: this.header!.prev_hash };
    if (seq !== head.seq || hash !== head.hash)
      throw new Fault('the export does not end with its last record');
    this.told = lines;
    this.ended = true;
  }

  private closeParts(): void {
    const { record } = this;
    if (record)
      for (; this.nextPart < record.parts.length; this.nextPart += 1) this.miss(record, this.nextPart);
  }

  private conclude(): void {
    if (!this.header) throw new Fault('the export is empty');
    if (!this.ended) throw new Fault('the export was cut off: it has no end');
    for (const [run, seq] of this.missing) {
      if (this.pruned.has(run) || this.options.isPruned?.(run)) continue;
      this.record = { ...(this.record as RecordContent), seq };
      throw new Fault(`the rows of run ${run} are missing, and no sealed entry says that it was pruned`);
    }
    if (this.told !== this.lines) throw new Fault('lines are missing or too many');
    const [idle] = this.idle;
    if (idle !== undefined) throw new Fault(`the key ${idle} signed nothing`);
    this.compareAnchors();
  }

  private keepForAnchors(seq: number, hash: string): void {
    if (this.options.anchors?.some(({ content }) => content.seq === seq)) this.heads.set(seq, hash);
  }

  private compareAnchors(): void {
    const { tenant, from } = this.header!;
    for (const anchor of this.options.anchors ?? []) {
      const { content, key_id: id } = anchor;
      if (content.tenant !== tenant || content.seq < from) continue;
      const key = this.pinned.get(id) ?? this.keys.get(id);
      // Whoever has anchors and no key for them would believe a file that anybody may have written.
      if (!key || !isRootSignedBy(key, anchor))
        throw this.at(content.seq, 'the signature of the anchor does not hold');
      if (!this.heads.has(content.seq))
        throw this.at(content.seq, 'the export was cut off: an anchor names this record');
      if (this.heads.get(content.seq) !== content.hash)
        throw this.at(content.seq, 'an anchor names another hash');
    }
  }

  private at(seq: number, reason: string): Fault {
    this.record = { ...(this.record ?? ({} as RecordContent)), seq };
    return new Fault(reason);
  }
}

/** A line is canonical JSON: what says the same in other bytes was touched, too. */
function parseLine(text: string): ExportLine {
  const line = JSON.parse(text) as ExportLine;
  if (chainText(line) !== text) throw new Fault('the line is not canonical JSON');
  return line;
}

/** Nothing stands in an export that no signature or digest covers. */
function expectFields(given: object, names: readonly string[]): void {
  const extra = Object.keys(given).find((name) => !names.includes(name));
  if (extra !== undefined) throw new Fault(`the line has a field "${extra}" too many`);
}
