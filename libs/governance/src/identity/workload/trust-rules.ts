import {
  findTrustRule,
  formatId,
  insertTrustRule,
  listTrustRules,
  newId,
  recordAudit,
  removeTrustRule,
  sqlState,
  type TenantTx,
  type TrustRuleRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { isRole, type Permission, type Principal, type Role } from '@maestro/tenancy';
import { checkGrant } from '../grants';

export interface TrustRuleRequest {
  name: string;
  issuer: string;
  audience: string | null;
  algorithm: string;
  conditions: Readonly<Record<string, unknown>>;
  role: Role;
  scopes: Permission[] | null;
  ttlSeconds: number;
}

const MAX_RULES = 200;
const UNIQUE_VIOLATION = '23505';
const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * Lets machines in that an issuer vouches for. They may no more than who makes the rule.
 *
 * @throws MaestroError `scope-exceeds-grantor`, `validation-failed`, `invalid-name`, `name-taken`, `limit-exceeded`
 */
export async function addTrustRule(tx: TenantTx, by: Principal, request: TrustRuleRequest): Promise<string> {
  const { name, issuer, algorithm, role, scopes, ttlSeconds } = request;
  if (!namePattern.test(name))
    throw new MaestroError('invalid-name', 'A rule name has 1 to 64 characters of a-z, 0-9, ., _ and -.');
  checkIssuer(issuer);
  const conditions = readConditions(request.conditions);
  checkGrant(by, { role, scopes });
  if ((await listTrustRules(tx)).length >= MAX_RULES)
    throw new MaestroError('limit-exceeded', `A tenant has ${MAX_RULES} trust rules at most.`);
  const id = newId();
  const audience = request.audience ?? formatId('ten', tx.tenantId);
  const rule = {
    id,
    name,
    issuer,
    audience,
    algorithm,
    conditions,
    role,
    scopes,
    ttlSeconds,
    createdBy: by.actor,
  };
  await insertTrustRule(tx, rule).catch((error: unknown) => {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    throw new MaestroError('name-taken', `Another rule is called ${name}.`);
  });
  const detail = { name, issuer, audience, conditions, role, scopes };
  await recordAudit(tx, {
    actor: by.actor,
    action: 'trust_rule.created',
    subject: formatId('tru', id),
    detail,
  });
  return id;
}

/**
 * Ends a rule, and what it let in: within five seconds.
 *
 * @throws MaestroError `not-found`, `scope-exceeds-grantor`
 */
export async function endTrustRule(tx: TenantTx, by: Principal, id: string): Promise<void> {
  const rule = await findTrustRule(tx, id);
  if (!rule) throw new MaestroError('not-found', 'There is no such trust rule.');
  checkGrant(by, grantOf(rule));
  await removeTrustRule(tx, id);
  const detail = { name: rule.name };
  await recordAudit(tx, {
    actor: by.actor,
    action: 'trust_rule.removed',
    subject: formatId('tru', id),
    detail,
  });
}

function grantOf({ role, scopes }: TrustRuleRow) {
  return { role: isRole(role) ? role : ('owner' as const), scopes };
}

function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : null;
  const plain = url?.protocol === 'http:' && LOOPBACK.includes(url.hostname);
  const fine = url && (url.protocol === 'https:' || plain) && !url.username && !url.search && !url.hash;
  if (!fine) throw fault('/issuer', 'This must be an https:// address without query or credentials.');
}

function readConditions(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(given);
  if (entries.length === 0 || entries.length > 20)
    throw fault('/conditions', 'This needs 1 to 20 claims: an issuer serves more people than you.');
  for (const [name, value] of entries) {
    const fine =
      typeof value === 'string' &&
      value.length <= 512 &&
      !/^\**$/.test(value) &&
      !value.slice(0, -1).includes('*');
    if (!fine || name.length > 128)
      throw fault(
        `/conditions/${name.slice(0, 64)}`,
        'This must be a text that says more than *, with a * at its end at most.',
      );
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function fault(pointer: string, message: string): MaestroError {
  return new MaestroError('validation-failed', `${pointer}: ${message}`, {
    errors: [{ pointer, code: 'validation-failed', message }],
  });
}
