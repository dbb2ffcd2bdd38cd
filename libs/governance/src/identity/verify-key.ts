import { timingSafeEqual } from 'node:crypto';
import {
  findPresentedKeys,
  formatId,
  readTenantDoor,
  type PresentedKey,
  type TenantDatabase,
} from '@maestro/persistence';
import { effectivePermissions, isRole, type Principal, type Role } from '@maestro/tenancy';
import { hashSecret, parseApiKey } from '../api-key';
import type { Found } from './found';

/** Looked at where no key has the presented id, so that this case does the same work as a wrong secret. */
const decoy: PresentedKey = {
  tenantId: '00000000-0000-0000-0000-000000000000',
  id: '',
  name: '',
  role: '',
  secretHash: Buffer.alloc(32),
  previousHash: null,
  scopes: [],
  owner: null,
  trustRule: null,
  live: false,
};
const nothing = Buffer.alloc(32);

/** Whom a presented API key stands for. Asks the same of the database whether there is such a key or not. */
export async function verifyKey(database: TenantDatabase, presented: string): Promise<Found | null> {
  const key = parseApiKey(presented);
  if (!key) return null;
  const { candidate, door } = await database.withPresentedKey(key.id, async (tx) => {
    const [found = decoy] = await findPresentedKeys(tx, key.id);
    return { candidate: found, door: await readTenantDoor(tx, found.tenantId) };
  });
  const hash = hashSecret(key.secret);
  const current = timingSafeEqual(candidate.secretHash, hash);
  const previous = timingSafeEqual(candidate.previousHash ?? nothing, hash);
  const right = current || (previous && candidate.previousHash !== null);
  const open = door !== null && !door.disabled && door.env === key.env;
  if (!right || !candidate.live || !open || !isRole(candidate.role)) return null;
  return { principal: principalOf(candidate, candidate.role), credential: { kind: 'key', id: candidate.id } };
}

function principalOf(key: PresentedKey, role: Role): Principal {
  const { tenantId, id, name, scopes, owner, trustRule } = key;
  const permissions = effectivePermissions(role, scopes);
  if (trustRule !== null) {
    const rule = formatId('tru', trustRule);
    const subject = `workload:${rule}`;
    return {
      kind: 'workload',
      id: rule,
      tenantId,
      role,
      permissions,
      actor: name,
      subject,
      person: subject,
    };
  }
  const subject = `key:${id}`;
  const actor = `key:${name}`;
  return { kind: 'api_key', id, tenantId, role, permissions, actor, subject, person: owner ?? subject };
}
