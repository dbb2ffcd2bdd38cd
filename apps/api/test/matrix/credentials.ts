import { generateKeyPairSync, createHmac, sign } from 'node:crypto';
import { createApiKey } from '@maestro/governance';
import { claimTasks, openSession } from '@maestro/engine';
import { parseId, revokeApiKey } from '@maestro/persistence';
import { chain, type Harness, type TestTenant } from '../harness';

/** Headers that identify nobody, by what is wrong with them. */
export type WrongCredentials = Record<string, Record<string, string>>;

const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** Credentials that look like something, were something once, or are something elsewhere. */
export async function wrongCredentials(maestro: Harness, tenant: TestTenant): Promise<WrongCredentials> {
  const make = (name: string, expiresAt?: Date) =>
    maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
      createApiKey(tx, { name, role: 'owner', ...(expiresAt ? { expiresAt } : {}) }),
    );
  const expired = await make('expired', new Date(Date.now() - 60_000));
  const revoked = await make('revoked');
  await maestro.connections.tenants.withTenant(tenant.uuid, (tx) => revokeApiKey(tx, revoked.id));
  const live = await make('live');
  const [scheme, env, id = '', secret = ''] = live.key.split('_');
  return {
    'E002 nothing': bearer('nothing'),
    'an empty token': { authorization: 'Bearer ' },
    'another scheme': { authorization: 'Basic YWRtaW46YWRtaW4=' },
    'two keys': bearer('a b'),
    'E010 a key that never was': bearer(`mst_${env}_${'a'.repeat(16)}_${'B'.repeat(32)}`),
    'E010 an expired key': bearer(expired.key),
    'E010 a revoked key': bearer(revoked.key),
    'a live key with another secret': bearer(`${live.key.slice(0, -1)}${live.key.endsWith('A') ? 'B' : 'A'}`),
    'a live key cut short': bearer(live.key.slice(0, -1)),
    'a live key of another environment': bearer(
      [scheme, env === 'prod' ? 'dev' : 'prod', id, secret].join('_'),
    ),
    'a live key in capitals': bearer(live.key.toUpperCase()),
    'the secret of a live key alone': bearer(secret),
    ...(await credentialsForElsewhere(maestro, tenant)),
    ...forgedTokens(tenant),
  };
}

/** E031: what proves something to another part of Maestro, and nothing to the interface for people and programs. */
async function credentialsForElsewhere(maestro: Harness, tenant: TestTenant): Promise<WrongCredentials> {
  const { engine } = maestro.connections;
  const path = `/api/tenants/${tenant.id}/members`;
  const invited = await tenant.call('POST', path, { body: { email: 'e031@example.org', role: 'owner' } });
  await tenant.call('POST', '/api/templates', { body: chain('e031', 'a') });
  const run = (await tenant.call('POST', '/api/runs', { body: { template: 'e031' } })).body.id as string;
  const session = await openSession(engine, { name: 'e031', queues: ['default'], leaseMs: 600_000 });
  const ref = { tenantId: tenant.uuid, runId: parseId('run', run) ?? '', n: 0, queue: 'default' };
  const [claimed] = (await claimTasks(engine, [ref], session)).tasks;
  return {
    'E031 the token of a running attempt': bearer(String(claimed?.token)),
    'E031 the session of a worker': bearer(session),
    'E031 an invitation': bearer(String(invited.body.invite_token)),
    'E031 the id of a run': bearer(run),
  };
}

/** JSON Web Tokens that nobody we know has signed. */
function forgedTokens(tenant: TestTenant): WrongCredentials {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const claims = { iss: 'https://issuer.invalid', sub: 'x', aud: 'maestro', exp: 4e9, tenant_id: tenant.id };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = (header: object) => `${part({ typ: 'JWT', ...header })}.${part(claims)}`;
  const rsa = (header: object) =>
    `${text(header)}.${sign('sha256', Buffer.from(text(header)), privateKey).toString('base64url')}`;
  const hs = (key: string) => {
    const signed = text({ alg: 'HS256' });
    return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
  };
  return {
    'E003 a token without a signature': bearer(`${text({ alg: 'none' })}.`),
    'E003 a token without a signature, in other letters': bearer(`${text({ alg: 'nOnE' })}.`),
    'E004 a token signed with a public key as the secret': bearer(hs(pem)),
    'E004 the same, after a blank': bearer(hs(` ${pem}`)),
    'E006 a token whose key is a path': bearer(rsa({ alg: 'RS256', kid: '../../etc/passwd' })),
    'E006 a token whose key is a condition': bearer(rsa({ alg: 'RS256', kid: `x' OR 1=1` })),
    'E006 a token that brings its key along': bearer(
      rsa({ alg: 'RS256', jwk: publicKey.export({ format: 'jwk' }) }),
    ),
    'E006 a token that says where its key is': bearer(
      rsa({ alg: 'RS256', jku: 'http://127.0.0.1:1/keys', x5u: 'http://127.0.0.1:1/x' }),
    ),
    'E007 a token of an issuer that nobody trusts': bearer(rsa({ alg: 'RS256', kid: '1' })),
  };
}
