import { describeApi } from '../src/openapi/describe-api';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

/** What cannot have a tag, and why. */
const WITHOUT: Readonly<Record<string, string>> = {
  'DELETE /api/attestation-keys/{id}': 'a key never changes: it is trusted or not',
  'DELETE /api/auth/sessions/{id}': 'a session has nothing that two people could change',
  'DELETE /api/trust-rules/{id}': 'a rule never changes: it is made anew',
};
const SECRETS = /^(key|secret|token|password|private_key|invite_token|client_secret)$/;

/** Answers whose field of such a name holds the name of a secret, and no secret. */
const NAMING = ['ModelProvider'];

interface Described {
  'x-answer-not-kept'?: boolean;
  parameters?: { name: string }[];
  responses: Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>;
}

const operations = (methods: readonly string[]) =>
  Object.entries(describeApi(maestro.api.app).paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as unknown as Record<string, Described | undefined>)[method];
      return operation ? [{ name: `${method.toUpperCase()} ${path}`, operation }] : [];
    }),
  );

it('every route that changes or ends one resource takes If-Match', () => {
  const lacking = operations(['put', 'patch', 'delete'])
    .filter(({ operation }) => !operation.parameters?.some(({ name }) => name === 'If-Match'))
    .map(({ name }) => name)
    .filter((name) => !(name in WITHOUT));
  expect(lacking).toEqual([]);
});

it('no secret that a POST answers with is kept', async () => {
  const { components } = describeApi(maestro.api.app);
  const schemas = (components?.schemas ?? {}) as Record<string, { properties?: Record<string, unknown> }>;
  const showing = operations(['post']).filter(({ operation }) =>
    Object.values(operation.responses).some(({ content }) => {
      const name = content?.['application/json']?.schema?.$ref?.split('/').at(-1) ?? '';
      const shown = Object.keys(schemas[name]?.properties ?? {});
      return !NAMING.includes(name) && shown.some((property) => SECRETS.test(property));
    }),
  );
  const kept = showing.filter(({ operation }) => operation['x-answer-not-kept'] !== true);
  expect(kept.map(({ name }) => name)).toEqual([]);
  expect(showing.length).toBeGreaterThan(2);
  const twice = async (path: string, body: object) => {
    const request = { body, headers: { 'idempotency-key': path } };
    const first = await tenant.call('POST', path, request);
    expect(first.status).toBeLessThan(300);
    problemOf(await tenant.call('POST', path, request), [410, 'answer-not-kept']);
    return first.body;
  };
  const made = await twice('/api/api-keys', { name: 'ci', role: 'viewer' });
  await twice(`/api/api-keys/${made.id}/rotate`, {});
  await twice(`/api/tenants/${tenant.id}/members`, { email: 'ada@example.org', role: 'viewer' });
  const stored = await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
    tx.query<{ body: string | null }>('SELECT body FROM maestro_requests'),
  );
  expect(stored.map(({ body }) => body)).toEqual([null, null, null]);
});

it('a key that was used is the same key, and one that was rotated is not', async () => {
  const { body: made } = await tenant.call('POST', '/api/api-keys', { body: { name: 'x', role: 'viewer' } });
  const path = `/api/api-keys/${made.id}`;
  const etag = (await tenant.call('GET', path)).headers.get('etag') as string;
  await tenant.call('GET', '/api/whoami', { key: made.key });
  const revoke = (tag: string) => tenant.call('DELETE', path, { headers: { 'if-match': tag } });
  problemOf(await revoke('"stale"'), [412, 'version-conflict']);
  expect((await revoke(etag)).status).toBe(200);
});
