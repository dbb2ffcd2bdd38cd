import {
  holdMember,
  lockApiKey,
  parseId,
  recordAudit,
  revokeApiKey,
  rotateApiKey,
  sqlState,
  type ApiKeyRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { isRole, type Permission, type Principal, type Role } from '@maestro/tenancy';
import { createApiKey, newSecret, type CreatedKey } from '../api-key';
import { checkGrant, ownerFor } from './grants';

export interface KeyRequest {
  name: string;
  role: Role;
  scopes: readonly Permission[] | null;
  expiresAt: Date | null;
}

const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const UNIQUE_VIOLATION = '23505';

/**
 * Makes a key that may no more than its maker.
 *
 * @throws MaestroError `scope-exceeds-grantor`, `invalid-name`, `name-taken`, `out-of-range`, `invalid-token`
 */
export async function issueKey(tx: TenantTx, by: Principal, request: KeyRequest): Promise<CreatedKey> {
  const { name, role, scopes, expiresAt } = request;
  if (!namePattern.test(name))
    throw new MaestroError('invalid-name', 'A key name has 1 to 64 characters of a-z, 0-9, ., _ and -.');
  if (expiresAt !== null && expiresAt.getTime() <= Date.now())
    throw new MaestroError('out-of-range', '/expires_at: this must be in the future.');
  checkGrant(by, { role, scopes });
  await keepMember(tx, by);
  const made = await createApiKey(tx, {
    ...{ name, role, owner: ownerFor(by), createdBy: by.actor },
    ...(scopes && { scopes }),
    ...(expiresAt && { expiresAt }),
  }).catch((error: unknown) => {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new MaestroError('name-taken', `Another key that works is called ${name}.`);
  });
  const detail = { name, role, scopes, expires_at: expiresAt };
  await recordAudit(tx, { actor: by.actor, action: 'key.created', subject: made.id, detail });
  return made;
}

/** What a key gives; a role that is no longer known gives nothing away but is dealt with by owners alone. */
function grantOf({ role, scopes }: ApiKeyRow) {
  return { role: isRole(role) ? role : ('owner' as const), scopes };
}

/**
 * Ends a key. Whoever holds it is out within five seconds, from open streams as well.
 *
 * @throws MaestroError `not-found`, `scope-exceeds-grantor`
 */
export async function endKey(tx: TenantTx, by: Principal, id: string): Promise<void> {
  const key = await known(tx, id);
  if (by.subject !== `key:${id}`) checkGrant(by, grantOf(key));
  if (!(await revokeApiKey(tx, id))) return;
  await recordAudit(tx, { actor: by.actor, action: 'key.revoked', subject: id, detail: { name: key.name } });
}

export interface RotatedKey extends CreatedKey {
  previousUntil: Date | null;
}

/**
 * Gives a key another secret. The old one goes on for the grace that is asked for. Who gets the new one to see answers for
 * the key from now on: otherwise they could speak with the voice of whoever made it.
 *
 * @throws MaestroError `not-found`, `scope-exceeds-grantor`
 */
export async function replaceSecret(
  tx: TenantTx,
  by: Principal,
  { id, graceSeconds }: { id: string; graceSeconds: number },
): Promise<RotatedKey> {
  // Before the key: so does the end of a membership, which ends the keys behind it.
  await keepMember(tx, by);
  const key = await known(tx, id);
  checkGrant(by, grantOf(key));
  const { text, secretHash } = await newSecret(tx, id);
  const previousUntil = await rotateApiKey(tx, { id, secretHash, graceSeconds, owner: ownerFor(by) });
  if (previousUntil === undefined) throw new MaestroError('not-found', 'There is no such key that works.');
  const detail = { name: key.name, grace_s: graceSeconds };
  await recordAudit(tx, { actor: by.actor, action: 'key.rotated', subject: id, detail });
  return { id, key: text, previousUntil };
}

/**
 * A credential is known for some seconds after its person was removed. No key is made for that person meanwhile: it would stay.
 */
async function keepMember(tx: TenantTx, by: Principal): Promise<void> {
  const [kind, id] = (ownerFor(by) ?? '').split(':');
  if (kind !== 'user') return;
  const member = parseId('mem', id ?? '');
  if (member === null || !(await holdMember(tx, member)))
    throw new MaestroError('invalid-token', 'The person behind this credential is no member any more.');
}

async function known(tx: TenantTx, id: string): Promise<ApiKeyRow> {
  const key = await lockApiKey(tx, id);
  if (!key) throw new MaestroError('not-found', 'There is no such key.');
  return key;
}
