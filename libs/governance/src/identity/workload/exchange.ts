import {
  dropExpiredWorkloadKeys,
  formatId,
  getTenant,
  listTrustRules,
  readTenantDoor,
  recordAudit,
  type TenantDatabase,
  type TenantTx,
  type TrustRuleRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { effectivePermissions, isRole, type Permission } from '@maestro/tenancy';
import { createApiKey } from '../../api-key';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys';
import { claimedIssuer, meets, verifyToken, type Claims } from './verify-token';

export interface TokenRequest {
  /** Where the rule is looked for. The token decides whether there is one. */
  tenantId: string;
  /** The JSON Web Token that an issuer gave the machine. */
  token: string;
  /** Less than the rule gives; null for all of it. */
  scopes: readonly Permission[] | null;
}

export interface IssuedToken {
  token: string;
  expiresInSeconds: number;
  permissions: readonly Permission[];
}

export interface TokenExchange {
  /**
   * Gives a machine a key that lives for an hour at most, for a token that a rule of the tenant lets in.
   *
   * @throws MaestroError `invalid-token`, `not-trusted`, `scope-exceeds-grantor`, `provider-unavailable`
   */
  exchange(request: TokenRequest): Promise<IssuedToken>;
}

const MAX_TOKEN = 16 * 1024;

export function createTokenExchange(
  tenants: TenantDatabase,
  keys: IssuerKeys = createIssuerKeys(),
): TokenExchange {
  return {
    async exchange({ tenantId, token, scopes }) {
      const issuer = token.length <= MAX_TOKEN ? await claimedIssuer(token) : null;
      if (issuer === null) throw invalid();
      const { rules, allow } = await tenants.withTenant(tenantId, (tx) => candidates(tx, issuer));
      let genuine = false;
      for (const rule of rules) {
        const claims = await claimsFor(keys, { rule, token, reach: { tenantId, allow } });
        if (claims === null) continue;
        genuine = true;
        if (meets(claims, rule.conditions))
          return tenants.withTenant(tenantId, (tx) => issue(tx, { rule, claims, scopes }));
      }
      if (genuine)
        throw new MaestroError('not-trusted', 'The token is genuine, but no trust rule lets it in.');
      throw invalid();
    },
  };
}

/** Only issuers that a rule names are ever asked for their keys. */
async function candidates(tx: TenantTx, issuer: string): Promise<{ rules: TrustRuleRow[]; allow: string[] }> {
  const door = await readTenantDoor(tx, tx.tenantId);
  if (!door || door.disabled) return { rules: [], allow: [] };
  return { rules: await listTrustRules(tx, issuer), allow: (await getTenant(tx)).egressAllow };
}

async function claimsFor(
  keys: IssuerKeys,
  { rule, token, reach }: { rule: TrustRuleRow; token: string; reach: { tenantId: string; allow: string[] } },
): Promise<Claims | null> {
  const first = await verifyToken(token, await keys.of(rule.issuer, reach), rule);
  if (first !== 'unknown-key') return first;
  const second = await verifyToken(token, await keys.of(rule.issuer, reach, true), rule);
  return second === 'unknown-key' ? null : second;
}

async function issue(
  tx: TenantTx,
  { rule, claims, scopes }: { rule: TrustRuleRow; claims: Claims; scopes: readonly Permission[] | null },
): Promise<IssuedToken> {
  const { id, name, role, ttlSeconds } = rule;
  if (!isRole(role)) throw invalid();
  const granted = effectivePermissions(role, rule.scopes);
  const permissions = scopes ?? [...granted];
  if (permissions.some((permission) => !granted.has(permission)))
    throw new MaestroError('scope-exceeds-grantor', 'The trust rule gives less than is asked for.');
  await dropExpiredWorkloadKeys(tx, id);
  const made = await createApiKey(tx, {
    ...{ name: `workload:${name}`, role, scopes: permissions, trustRule: id, createdBy: `workload:${name}` },
    expiresAt: new Date(Date.now() + ttlSeconds * 1_000),
  });
  const said = Object.fromEntries(
    ['iss', 'sub', 'jti', ...Object.keys(rule.conditions)].map((one) => [one, claims[one]]),
  );
  await recordAudit(tx, {
    actor: `workload:${name}`,
    action: 'workload.admitted',
    subject: formatId('tru', id),
    detail: { key: made.id, claims: said },
  });
  return { token: made.key, expiresInSeconds: ttlSeconds, permissions };
}

function invalid(): MaestroError {
  return new MaestroError('invalid-token', 'The token is not valid.');
}
