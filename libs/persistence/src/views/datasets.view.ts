import type { JsonObject } from '@maestro/dsl';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { PAGE_BYTES, pageOf, sizedPageOf, type Page } from './page';

const listStatement = statement('list_datasets');
const existsStatement = statement('dataset_exists');
const recordsStatement = statement('list_records');

export interface DatasetRow {
  name: string;
  records: number;
  /** When a record last changed, or the dataset was made. */
  updatedAt: Date;
}

export interface RecordRow {
  key: string;
  ingestId: string;
  data: JsonObject;
  updatedAt: Date;
}

/** By name. `after` is the name of the last dataset that was shown. */
export async function listDatasets(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<DatasetRow>> {
  const rows = await tx.query<DatasetRow>(listStatement.text, [tx.tenantId, after ?? '', limit + 1]);
  return pageOf(rows, limit);
}

export async function datasetExists(tx: TenantTx, name: string): Promise<boolean> {
  const rows = await tx.query(existsStatement.text, [tx.tenantId, name]);
  return rows.length > 0;
}

/** By key. `after` is the key of the last record that was shown. */
export async function listRecords(
  tx: TenantTx,
  { dataset, after, limit }: { dataset: string; after: string | null; limit: number },
): Promise<Page<RecordRow>> {
  type Row = RecordRow & { candidates: number };
  const values = [tx.tenantId, dataset, after ?? '', limit + 1, PAGE_BYTES];
  return sizedPageOf(await tx.query<Row>(recordsStatement.text, values), limit);
}
