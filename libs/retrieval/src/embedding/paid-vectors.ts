import { createHash } from 'node:crypto';
import { statement, type TenantDatabase, type TenantTx } from '@maestro/persistence';
import { arrayText } from '../array-text';
import { embeddingDigest, type Embedding } from '../embedder';

const findStatement = statement('paid_vectors');
const keepStatement = statement('keep_paid_vectors');
const forgetStatement = statement('forget_paid_vectors');

/** Whose vectors by whom. */
interface Paid {
  tenants: TenantDatabase;
  tenantId: string;
  embedding: Embedding;
}

/** Of some texts the vectors that were paid for before, by text. */
export async function findPaid(
  { tenants, tenantId, embedding }: Paid,
  texts: readonly string[],
): Promise<Map<string, number[]>> {
  const asked = new Map(texts.map((text) => [digestOf(text).toString('hex'), text]));
  const rows = await tenants.withTenant(tenantId, (tx) =>
    tx.query<{ text: Buffer; vector: number[] }>(findStatement.text, [
      ...[tenantId, embeddingDigest(embedding)],
      [...asked.keys()].map((hex) => Buffer.from(hex, 'hex')),
    ]),
  );
  return new Map(rows.map(({ text, vector }) => [asked.get(text.toString('hex')) ?? '', vector]));
}

/** Keeps vectors until their documents are written. */
export async function keepPaid(
  { tenants, tenantId, embedding }: Paid,
  texts: readonly string[],
  vectors: readonly (readonly number[])[],
): Promise<void> {
  const columns = [texts.map(digestOf), vectors.map(arrayText)];
  const values = [tenantId, embeddingDigest(embedding), ...columns];
  await tenants.withTenant(tenantId, (tx) => tx.query(keepStatement.text, values));
}

/** Forgets them, in the transaction that writes their documents. */
export async function forgetPaid(
  tx: TenantTx,
  embedding: Embedding,
  texts: readonly string[],
): Promise<void> {
  await tx.query(forgetStatement.text, [tx.tenantId, embeddingDigest(embedding), texts.map(digestOf)]);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
