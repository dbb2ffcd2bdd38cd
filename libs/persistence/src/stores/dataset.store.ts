import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { isDataError } from '../retry';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const ensureDataset = statement('ensure_dataset');
const takeReceipt = statement('take_load_receipt');
const readReceipt = statement('read_load_receipt');
const settleReceipt = statement('settle_load_receipt');
const upsertChunk = statement('upsert_records');

/** Rows of one statement: large enough to be cheap, small enough not to hold its locks for long. */
const CHUNK = 1_000;
/** How long a repeat of a call waits for the first one to end. */
const WAIT_FOR_FIRST = '10s';

const namePattern = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const MAX_KEY = 512;

export interface DatasetRecordInput {
  key: string;
  ingestId: string;
  data: JsonObject;
}

export interface UpsertRequest {
  dataset: string;
  idempotencyKey: string;
  records: readonly DatasetRecordInput[];
}

/** How many records came in, by what they were to the dataset. */
export interface UpsertCounts {
  new: number;
  changed: number;
  unchanged: number;
}

/**
 * Upserts records by key, making the dataset where it is missing. The whole call is the caller's transaction: all
 * of it counts or nothing. A repeat with the same idempotency key, also one that runs at the same time, changes
 * nothing and returns what the first call returned. A record is changed where its data differ; its ingest id says
 * which ingest brought the data that it has.
 *
 * @throws MaestroError `invalid-name`, `contract-broken` (a key that repeats, is empty or too long, a value that
 *   cannot be stored), `idempotency-mismatch` (the key was used for another dataset)
 */
export async function upsertRecords(tx: TenantTx, request: UpsertRequest): Promise<UpsertCounts> {
  checkRequest(request);
  const { dataset, idempotencyKey } = request;
  await tx.query(`SELECT set_config('lock_timeout', $1, true)`, [WAIT_FOR_FIRST]);
  await tx.query(ensureDataset.text, [tx.tenantId, dataset]);
  // The receipt comes first: whoever repeats the call stops here until it is known how the first one ended.
  const taken = await tx.query(takeReceipt.text, [tx.tenantId, idempotencyKey, dataset]);
  if (taken.length === 0) return readEarlier(tx, request);

  const counts = await upsertAll(tx, request);
  await tx.query(settleReceipt.text, [tx.tenantId, idempotencyKey, JSON.stringify(counts)]);
  return counts;
}

async function readEarlier(tx: TenantTx, { dataset, idempotencyKey }: UpsertRequest): Promise<UpsertCounts> {
  const rows = await tx.query<{ dataset: string; result: UpsertCounts }>(readReceipt.text, [
    tx.tenantId,
    idempotencyKey,
  ]);
  const [earlier] = rows;
  if (earlier?.dataset === dataset) return earlier.result;
  throw new MaestroError('idempotency-mismatch', 'The idempotency key was used to load another dataset.');
}

async function upsertAll(tx: TenantTx, { dataset, records }: UpsertRequest): Promise<UpsertCounts> {
  // One order for all loads, so that two of them cannot wait for each other in a circle.
  const sorted = [...records].sort((a, b) => (a.key < b.key ? -1 : 1));
  const counts: UpsertCounts = { new: 0, changed: 0, unchanged: 0 };
  for (let from = 0; from < sorted.length; from += CHUNK) {
    const chunk = sorted.slice(from, from + CHUNK);
    const values = [
      tx.tenantId,
      dataset,
      chunk.map((record) => record.key),
      chunk.map((record) => record.ingestId),
      chunk.map((record) => JSON.stringify(record.data)),
    ];
    const [row] = await tx
      .query<{ inserted: number; updated: number }>(upsertChunk.text, values)
      .catch(blameRecords);
    const { inserted, updated } = row as { inserted: number; updated: number };
    counts.new += inserted;
    counts.changed += updated;
    counts.unchanged += chunk.length - inserted - updated;
  }
  return counts;
}

function checkRequest({ dataset, records }: UpsertRequest): void {
  if (!namePattern.test(dataset)) {
    throw new MaestroError(
      'invalid-name',
      'A dataset name has 1 to 128 characters of a-z, 0-9, ".", "_" and "-", and starts with a letter or digit.',
    );
  }
  const seen = new Set<string>();
  for (const { key } of records) {
    if (key.length < 1 || key.length > MAX_KEY) {
      throw new MaestroError(
        'contract-broken',
        `A record's key has ${key.length} characters; 1 to ${MAX_KEY} are allowed.`,
      );
    }
    if (seen.has(key))
      throw new MaestroError('contract-broken', `Two records have the key ${JSON.stringify(key)}.`);
    seen.add(key);
  }
}

/** JSON knows texts that the database does not: U+0000 and halves of surrogate pairs. */
function blameRecords(error: unknown): never {
  if (!isDataError(error)) throw error;
  throw new MaestroError('contract-broken', 'A record holds a value that cannot be stored.', {
    cause: error,
  });
}
