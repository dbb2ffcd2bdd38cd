import { createHash, randomInt } from 'node:crypto';
import { getTenant, insertApiKey, type TenantTx } from '@maestro/persistence';
import type { Permission, Role } from '@maestro/tenancy';

const idLetters = 'abcdefghijklmnopqrstuvwxyz0123456789';
const secretLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const ID_LENGTH = 16;
/** 32 letters of 62 are 190 random bits: nothing a plain fast hash would have to protect from guessing. */
const SECRET_LENGTH = 32;

const keyPattern = /^mst_([a-z0-9]{1,16})_([a-z0-9]{16})_([A-Za-z0-9]{32,64})$/;

export interface NewKey {
  name: string;
  role: Role;
  /** When it stops working by itself; never, where left out. */
  expiresAt?: Date;
  /** What of the role's permissions is left; all of them, where left out. */
  scopes?: readonly Permission[];
  /** The subject of the person who makes it, and answers for it. */
  owner?: string | null;
  /** Name of who makes it, for the list of keys. */
  createdBy?: string;
  /** Of a workload's key: the rule that let it in. */
  trustRule?: string | null;
}

export interface CreatedKey {
  id: string;
  /** `mst_<env>_<id>_<secret>`: shown to its owner once, kept nowhere. */
  key: string;
}

/** Makes a key for the transaction's tenant. Only the hash of its secret is stored. */
export async function createApiKey(tx: TenantTx, key: NewKey): Promise<CreatedKey> {
  const { name, role, expiresAt = null, scopes = null, owner = null, createdBy = 'system' } = key;
  const { trustRule = null } = key;
  const id = randomText(idLetters, ID_LENGTH);
  const { text, secretHash } = await newSecret(tx, id);
  await insertApiKey(tx, {
    ...{ id, name, role, secretHash, expiresAt },
    ...{ scopes: scopes && [...scopes], owner, createdBy, trustRule },
  });
  return { id, key: text };
}

/** A secret for the key of this id: the text to show once, and the hash to keep. */
export async function newSecret(tx: TenantTx, id: string): Promise<{ text: string; secretHash: Buffer }> {
  const { env } = await getTenant(tx);
  const secret = randomSecret();
  return { text: `mst_${env}_${id}_${secret}`, secretHash: hashSecret(secret) };
}

/** 190 random bits in letters and digits. */
export function randomSecret(): string {
  return randomText(secretLetters, SECRET_LENGTH);
}

/** The parts of a presented key, or null where it cannot be one. */
export function parseApiKey(text: string): { env: string; id: string; secret: string } | null {
  const match = keyPattern.exec(text);
  const [, env = '', id = '', secret = ''] = match ?? [];
  return match ? { env, id, secret } : null;
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Every letter equally likely: `randomInt` draws again where the range would be uneven. */
function randomText(letters: string, length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join('');
}
