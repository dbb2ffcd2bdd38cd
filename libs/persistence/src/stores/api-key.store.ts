import { ApiKey } from '../entities';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';

const presentedKey = statement('presented_key');
const revokeKey = statement('revoke_api_key');

export interface NewApiKey {
  id: string;
  name: string;
  role: string;
  secretHash: Buffer;
  expiresAt: Date | null;
  scopes: string[] | null;
  owner: string | null;
  createdBy: string;
}

/** A key as the transaction of its presentation sees it. */
export interface PresentedKey {
  tenantId: string;
  id: string;
  name: string;
  role: string;
  secretHash: Buffer;
  /** What of the role's permissions is left; null leaves all. */
  scopes: string[] | null;
  /** The subject of the person who made it; null where it answers for itself. */
  owner: string | null;
  /** Neither revoked nor expired, by the database's clock. */
  live: boolean;
}

export async function insertApiKey(tx: TenantTx, key: NewApiKey): Promise<void> {
  await tx.manager.insert(ApiKey, { tenantId: tx.tenantId, revokedAt: null, ...key });
}

/** The keys with the id that was presented: none or one, as ids are random. The secret is not compared here. */
export async function findPresentedKeys(tx: Pick<TenantTx, 'query'>, keyId: string): Promise<PresentedKey[]> {
  return tx.query<PresentedKey>(presentedKey.text, [keyId]);
}

/** True where a live key of this tenant was revoked by this call. */
export async function revokeApiKey(tx: TenantTx, keyId: string): Promise<boolean> {
  const rows = await tx.query<{ revoked: boolean }>(revokeKey.text, [tx.tenantId, keyId]);
  return rows[0]?.revoked ?? false;
}
