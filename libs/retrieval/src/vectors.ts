import { statement, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Hit } from './text-search';

const readStatement = statement('read_vectors');

/** Rows of one page. */
const PAGE = 2_000;
/** Vectors that are compared before others get a turn. */
const TURN = 10_000;
/** Of the binary form of an array: before its values, and each of them. */
const [HEADER, VALUE] = [20, 8];

interface Row {
  no: string;
  document: string;
  xid: string;
  vector: Buffer;
  horizon: string;
}

/**
 * The vectors of one collection by one model, in memory: comparing them all is exact, and costs a tenth of a second for a hundred
 * thousand. Passages are never changed, so that only new ones have to be read; those that are gone are dropped when somebody finds
 * that they are.
 */
export class Vectors {
  private values = new Float32Array(0);
  private numbers: number[] = [];
  private documents: number[] = [];
  private dimensions = 0;
  /** Whatever was written by transactions before it has been read. */
  private horizon = 0;
  /** Those behind the horizon that have been read already. */
  private recent = new Set<number>();

  constructor(private readonly maxBytes: number) {}

  get count(): number {
    return this.numbers.length;
  }

  get bytes(): number {
    return this.values.byteLength;
  }

  /** Reads what was written since. */
  async refresh(tx: TenantTx, collection: string, model: Buffer): Promise<void> {
    let after = { xid: String(this.horizon), no: '0' };
    let horizon: number | null = null;
    const behind: Row[] = [];
    for (;;) {
      const values = [tx.tenantId, collection, model, after.xid, after.no, PAGE];
      const rows = await tx.query<Row>(readStatement.text, values);
      // What other transactions write while this reads on is behind the horizon of the first page.
      horizon ??= rows[0] ? Number(rows[0].horizon) : null;
      this.add(rows);
      behind.push(...rows.filter(({ xid }) => Number(xid) >= (horizon ?? 0)));
      const last = rows.at(-1);
      if (rows.length < PAGE || !last) break;
      after = last;
    }
    if (horizon === null) return;
    this.horizon = horizon;
    this.recent = new Set(behind.map(({ no }) => Number(no)));
  }

  /** The passages whose vectors point most nearly where this one does. */
  async nearest(
    query: readonly number[],
    { documents, limit }: { documents: ReadonlySet<number> | null; limit: number },
  ): Promise<Hit[]> {
    if (this.count > 0 && query.length !== this.dimensions)
      throw new MaestroError('output-invalid', 'The provider gives vectors of another length than before.');
    const wanted = Float32Array.from(query);
    const best: { no: number; score: number }[] = [];
    for (let from = 0; from < this.count; from += TURN) {
      if (from > 0) await new Promise(setImmediate);
      const to = Math.min(this.count, from + TURN);
      for (let i = from; i < to; i += 1) {
        if (documents && !documents.has(this.documents[i] as number)) continue;
        keep(best, { no: this.numbers[i] as number, score: this.dot(wanted, i) }, limit);
      }
    }
    return best.map(({ no, score }) => ({ no: String(no), score }));
  }

  /** Forgets passages that are no longer there. */
  drop(gone: ReadonlySet<number>): void {
    let kept = 0;
    for (let i = 0; i < this.count; i += 1) {
      if (gone.has(this.numbers[i] as number)) continue;
      this.numbers[kept] = this.numbers[i] as number;
      this.documents[kept] = this.documents[i] as number;
      this.values.copyWithin(kept * this.dimensions, i * this.dimensions, (i + 1) * this.dimensions);
      kept += 1;
    }
    this.numbers.length = kept;
    this.documents.length = kept;
  }

  private dot(wanted: Float32Array, i: number): number {
    const { values, dimensions } = this;
    let sum = 0;
    for (let d = 0, at = i * dimensions; d < dimensions; d += 1, at += 1)
      sum += (wanted[d] as number) * (values[at] as number);
    return sum;
  }

  private add(rows: readonly Row[]): void {
    const fresh = rows.filter(({ no }) => !this.recent.has(Number(no)));
    const [first] = fresh;
    if (!first) return;
    this.dimensions ||= (first.vector.length - HEADER) / VALUE;
    this.reserve(fresh.length);
    for (const { no, document, vector } of fresh) {
      // A model that answers with another length does not compare with itself.
      if ((vector.length - HEADER) / VALUE !== this.dimensions) continue;
      const at = this.count * this.dimensions;
      for (let d = 0; d < this.dimensions; d += 1)
        this.values[at + d] = vector.readFloatBE(HEADER + d * VALUE + 4);
      this.numbers.push(Number(no));
      this.documents.push(Number(document));
    }
  }

  private reserve(more: number): void {
    const needed = (this.count + more) * this.dimensions;
    if (needed <= this.values.length) return;
    if (needed * 4 > this.maxBytes)
      throw new MaestroError(
        'limit-exceeded',
        'The collection has more vectors than can be compared without pgvector.',
      );
    const larger = new Float32Array(Math.max(needed, Math.floor(this.values.length * 1.5)));
    larger.set(this.values);
    this.values = larger;
  }
}

/** Keeps a short list of the best, best first. */
function keep(
  best: { no: number; score: number }[],
  hit: { no: number; score: number },
  limit: number,
): void {
  if (best.length === limit && hit.score <= (best[limit - 1]?.score ?? 0)) return;
  let at = best.length;
  while (at > 0 && (best[at - 1]?.score ?? 0) < hit.score) at -= 1;
  best.splice(at, 0, hit);
  if (best.length > limit) best.pop();
}
