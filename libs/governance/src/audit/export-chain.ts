import { chainText, EXPORT_FORMAT, GENESIS, type ExportLine, type RecordContent } from '@maestro/evidence';
import { readAuditRecords, readAuditRows, readAuditSpan, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** A record may stand for some thousand rows. */
const PAGE = 20;

export interface ExportRequest {
  tenantId: string;
  /** First record; 1 is the genesis of the chain. */
  from: number;
  /** Last record; the head unless told. */
  to: number | null;
}

/**
 * The chain of a tenant with all that it stands for, line by line, as `maestro audit verify` takes it.
 *
 * @throws MaestroError `out-of-range` where there is no such record
 */
export async function* exportChain(
  tenants: TenantDatabase,
  { tenantId, from, to }: ExportRequest,
): AsyncGenerator<string> {
  const { before, head, keys } = await tenants.withTenant(tenantId, (tx) => readAuditSpan(tx, { from, to }));
  if (from > 1 && before === null)
    throw new MaestroError('out-of-range', `The chain ends with record ${head}.`);
  const last = Math.min(to ?? head, head);
  let lines = 0;
  const told = (line: ExportLine): string => {
    lines += 1;
    return chainText(line);
  };
  let hash = before ?? GENESIS;
  yield told({ kind: 'header', format: EXPORT_FORMAT, tenant: tenantId, from, prev_hash: hash });
  for (const [id, pem] of Object.entries(keys).sort())
    yield told({ kind: 'key', key_id: id, public_key: pem });
  let seq = from;
  while (seq <= last) {
    const page = { from: seq, to: last, limit: PAGE };
    const records = await tenants.withTenant(tenantId, (tx) => readAuditRecords(tx, page));
    if (records.length === 0) break;
    for (const record of records) {
      const content = JSON.parse(record.content) as RecordContent;
      yield told({ kind: 'record', hash: record.hash, content });
      for (const line of await rowsOf(tenants, content)) yield told(line);
      const { root } = record;
      // One that was signed meanwhile by a new key comes with the next export.
      if (root && root.keyId in keys)
        yield told({
          ...{ kind: 'root', content: JSON.parse(root.content), key_id: root.keyId },
          signature: root.signature,
        } as ExportLine);
      hash = record.hash;
    }
    seq += records.length;
  }
  yield told({ kind: 'end', seq: seq - 1, hash, lines: lines + 1 });
}

async function rowsOf(
  tenants: TenantDatabase,
  { tenant, after, upto, parts }: RecordContent,
): Promise<ExportLine[]> {
  const runs = parts.flatMap(([kind, key]) => (kind === 'run' ? [key] : []));
  const found = await tenants.withTenant(tenant, (tx) => readAuditRows(tx, { after, upto, runs }));
  const rows = new Map(found.map((part) => [`${part.kind} ${part.key}`, part.rows]));
  return parts.flatMap(([kind, key], part): ExportLine[] => {
    const text = rows.get(`${kind} ${key}`);
    return text === undefined ? [] : [{ kind: 'rows', part, rows: JSON.parse(text) }];
  });
}
