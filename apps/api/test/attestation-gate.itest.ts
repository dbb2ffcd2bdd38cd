import { generateKeyPairSync } from 'node:crypto';
import { publicPem, signEnvelope, STATEMENT_PAYLOAD, STATEMENT_TYPE } from '@maestro/evidence';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

const TYPE = 'https://example.com/reviewed/v1';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');

let maestro: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  maestro = await createHarness();
});
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
});

const publish = async (name: string, demand: object): Promise<string> => {
  const definition = {
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: { name },
    attestations: [{ predicate_type: TYPE, ...demand }],
    spec: { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }] },
  };
  const { body } = await tenant.call('POST', '/api/templates', { body: { definition } });
  const version = await tenant.call('GET', `/api/templates/${body.id}/versions/${body.version}`);
  return version.body.content_hash as string;
};
const start = (template: string) => tenant.call('POST', '/api/runs', { body: { template } });
const trust = (name: string) =>
  tenant.call('POST', '/api/attestation-keys', { body: { name, public_key: publicPem(publicKey) } });
const state = (subject: object, predicateType = TYPE) => {
  const statement = { _type: STATEMENT_TYPE, subject: [subject], predicateType, predicate: {} };
  const body = signEnvelope(privateKey, STATEMENT_PAYLOAD, Buffer.from(JSON.stringify(statement)));
  return tenant.call('POST', '/api/attestations', { body });
};
const missing = async (template: string) => problemOf(await start(template), [403, 'attestation-missing']);

it('starts no run without a statement about this very version', async () => {
  const hash = await publish('reviewed', {});
  expect((await missing('reviewed')).detail).toContain(hash);
  await trust('security');
  await state({ digest: { sha256: 'ab' } });
  await missing('reviewed');
  await state({ digest: { sha256: hash } }, 'https://example.com/other');
  await missing('reviewed');
  expect((await state({ digest: { sha256: hash } })).status).toBe(201);
  expect((await start('reviewed')).status).toBe(201);
});

it('asks for the subject and the signer that the template names, at each start', async () => {
  await publish('signed', { subject: 'model-7', signed_by: 'security' });
  const { body: key } = await trust('ci');
  await state({ name: 'model-7', digest: { sha256: 'ab' } });
  await missing('signed');
  await tenant.call('DELETE', `/api/attestation-keys/${key.id}`);
  await trust('security');
  expect((await start('signed')).status).toBe(201);
  await tenant.call('DELETE', `/api/attestation-keys/${key.id}`);
  await missing('signed');
});

it('counts no statement of another tenant', async () => {
  await publish('apart', { subject: 'model-8' });
  const first = tenant;
  tenant = await maestro.newTenant();
  await trust('security');
  await state({ name: 'model-8', digest: { sha256: 'ab' } });
  tenant = first;
  await missing('apart');
});
