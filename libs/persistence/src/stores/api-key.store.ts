import { ApiKey } from '../entities';
import { statement } from '../sql';
import type { TenantTx } from '../tenant-database';
import { pageOf, type Page } from '../views/page';

const presentedKey = statement('presented_key');
const revokeKey = statement('revoke_api_key');
const revokeKeysOfPerson = statement('revoke_keys_of');
const listKeys = statement('list_api_keys');
const findKey = statement('find_api_key');
const rotateKey = statement('rotate_api_key');
const touchKey = statement('touch_api_key');

export interface NewApiKey {
  id: string;
  name: string;
  role: string;
  secretHash: Buffer;
  expiresAt: Date | null;
  scopes: string[] | null;
  owner: string | null;
  createdBy: string;
  /** Of a workload's key: the rule that let it in. */
  trustRule: string | null;
}

/** A key as the transaction of its presentation sees it. */
export interface PresentedKey {
  tenantId: string;
  id: string;
  name: string;
  role: string;
  secretHash: Buffer;
  /** Of the secret before the last rotation, while that still opens. */
  previousHash: Buffer | null;
  /** What of the role's permissions is left; null leaves all. */
  scopes: string[] | null;
  /** The subject of the person who made it; null where it answers for itself. */
  owner: string | null;
  trustRule: string | null;
  /** Neither revoked nor expired, by the database's clock. */
  live: boolean;
}

/** A key as its tenant sees it: all but what opens it. */
export interface ApiKeyRow {
  id: string;
  name: string;
  role: string;
  scopes: string[] | null;
  owner: string | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  rotatedAt: Date | null;
}

export async function insertApiKey(tx: TenantTx, key: NewApiKey): Promise<void> {
  await tx.manager.insert(ApiKey, { tenantId: tx.tenantId, revokedAt: null, ...key });
}

/** The keys with the id that was presented: none or one, as ids are random. The secret is not compared here. */
export async function findPresentedKeys(tx: Pick<TenantTx, 'query'>, keyId: string): Promise<PresentedKey[]> {
  return tx.query<PresentedKey>(presentedKey.text, [keyId]);
}

/** By id. `after` is the id of the last key that was shown. */
export async function listApiKeys(
  tx: TenantTx,
  { after, limit }: { after: string | null; limit: number },
): Promise<Page<ApiKeyRow>> {
  return pageOf(await tx.query<ApiKeyRow>(listKeys.text, [tx.tenantId, after ?? '', limit + 1]), limit);
}

/** The key, held until the transaction ends; null where the tenant has none of that id. */
export async function lockApiKey(tx: TenantTx, keyId: string): Promise<ApiKeyRow | null> {
  await tx.query('SELECT FROM maestro_api_keys WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [
    tx.tenantId,
    keyId,
  ]);
  return findApiKey(tx, keyId);
}

/** Null where the tenant has no key of that id. */
export async function findApiKey(tx: TenantTx, keyId: string): Promise<ApiKeyRow | null> {
  return (await tx.query<ApiKeyRow>(findKey.text, [tx.tenantId, keyId]))[0] ?? null;
}

/** True where a live key of this tenant was revoked by this call. */
export async function revokeApiKey(tx: TenantTx, keyId: string): Promise<boolean> {
  const rows = await tx.query<{ revoked: boolean }>(revokeKey.text, [tx.tenantId, keyId]);
  return rows[0]?.revoked ?? false;
}

/** Ends all keys that a person answers for; gives those that worked until now. */
export async function revokeKeysOf(tx: TenantTx, owner: string): Promise<{ id: string; name: string }[]> {
  return tx.query<{ id: string; name: string }>(revokeKeysOfPerson.text, [tx.tenantId, owner]);
}

export interface Rotation {
  id: string;
  secretHash: Buffer;
  /** How long the secret of before goes on opening the key. */
  graceSeconds: number;
  owner: string | null;
}

/** Until when the old secret opens, or null for no longer; undefined where there is no live key of that id. */
export async function rotateApiKey(tx: TenantTx, rotation: Rotation): Promise<Date | null | undefined> {
  const { id, secretHash, graceSeconds, owner } = rotation;
  const rows = await tx.query<{ previousUntil: Date | null }>(rotateKey.text, [
    ...[tx.tenantId, id, secretHash],
    ...[graceSeconds, owner],
  ]);
  return rows[0]?.previousUntil;
}

export async function touchApiKey(tx: TenantTx, keyId: string): Promise<void> {
  await tx.query(touchKey.text, [tx.tenantId, keyId]);
}
