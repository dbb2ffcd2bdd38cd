import { createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import {
  createExportVerifier,
  keyIdOf,
  publicPem,
  signEnvelope,
  STATEMENT_PAYLOAD,
  type Envelope,
} from '@maestro/evidence';
import { anchorRound, createRunAttester, sealRound } from '@maestro/governance';
import { openEngineDatabase, type EngineDatabase } from '@maestro/persistence';
import { eventually } from '@maestro/testing';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { performTask } from './performing';

let maestro: Harness;
let tenant: TestTenant;
let owner: EngineDatabase;
const term = { holder: randomUUID(), number: 1 };
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = { key: privateKey, keyId: keyIdOf(privateKey) };

beforeAll(async () => {
  maestro = await createHarness();
  owner = openEngineDatabase({ url: maestro.database.ownerUrl, max: 1, application: 'test' });
  await asOwner(
    `INSERT INTO maestro_leases (name, holder, term, expires_at) VALUES ('scheduler', $1, 1, 'infinity')`,
    [term.holder],
  );
});
afterAll(async () => {
  await owner.close();
  await maestro.close();
});
beforeEach(async () => {
  tenant = await maestro.newTenant();
});

const asOwner = (text: string, values: unknown[] = []) =>
  owner.query({ name: text.slice(0, 60), text }, values);
const database = () => maestro.connections.engine.database;
const seal = () =>
  sealRound({ database: database(), lease: 'scheduler', signing: { everyMs: 0, everyRecords: 1 } }, term);
const list = async (query = '') =>
  (await tenant.call('GET', `/api/audit?${query}`)).body.data as Record<string, string>[];

/** One run of one task, to its end. */
async function runOnce(name: string): Promise<{ run: string; template: string }> {
  const { body: template } = await tenant.call('POST', '/api/templates', { body: chain(name, 'a') });
  const { body: run } = await tenant.call('POST', '/api/runs', {
    body: { template_id: template.id },
  });
  await performTask(maestro, tenant, { run: run.id, n: 0 });
  return { run: run.id, template: template.id };
}

it('tells who did what, newest first, page by page, and by every filter', async () => {
  const { run, template } = await runOnce('told');
  await tenant.call('PATCH', `/api/tenants/${tenant.id}`, { body: { weight: 2 } });
  const all = await list();
  expect(all.map(({ action }) => action)).toEqual(['tenant.changed', 'run.created', 'template.published']);
  expect(all.map(({ subject }) => subject)).toEqual([tenant.id, run, template]);
  expect(new Set(all.map(({ actor }) => actor)).size).toBe(1);
  const pages = [];
  let after = '';
  do {
    const { body } = await tenant.call('GET', `/api/audit?limit=1${after}`);
    pages.push(...body.data);
    after = body.page.next === null ? '' : `&after=${body.page.next}`;
  } while (after !== '');
  expect(pages).toEqual(all);
  expect(await list(`subject=${run}`)).toEqual([all[1]]);
  expect(await list('action=template.published')).toEqual([all[2]]);
  expect(await list('actor=key:nobody')).toEqual([]);
  expect(await list(`from=${all[1]?.at}&to=2999-01-01T00:00:00Z`)).toEqual(expect.arrayContaining([all[0]]));
  expect(await list('to=2000-01-01T00:00:00Z')).toEqual([]);
  for (const query of ['from=yesterday', 'actor=', 'after=x', 'nonsense=1'])
    expect((await tenant.call('GET', `/api/audit?${query}`)).status).toBe(400);
});

it('hands out a chain that is verified without a server, and checks it itself', async () => {
  await runOnce('chained');
  await eventually(async () => {
    await seal();
    const { body } = await tenant.call('GET', '/api/audit/verify');
    return body.rows >= 3;
  });
  const lines: string[] = [];
  await anchorRound({
    database: database(),
    signer,
    everyMs: 0,
    store: { append: async (more) => void lines.push(...more) },
  });
  expect(lines.length).toBeGreaterThan(0);
  const verdict = (await tenant.call('GET', '/api/audit/verify')).body;
  expect(verdict).toMatchObject({ ok: true, bad: null, unsigned: 0, unpinned: [signer.keyId] });
  const exported = await tenant.call('GET', '/api/audit/export');
  expect(exported.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
  const verifier = createExportVerifier({
    pinned: [publicKey],
    anchors: lines.map((line) => JSON.parse(line)),
  });
  for (const line of exported.text.trimEnd().split('\n')) verifier.take(line);
  expect(verifier.end()).toMatchObject({ ok: true, rows: verdict.rows, unpinned: [] });
  expect((await tenant.call('GET', '/api/audit/keys')).body).toEqual({
    keys: [{ id: signer.keyId, public_key: publicPem(publicKey) }],
  });
  problemOf(await tenant.call('GET', '/api/audit/export?from=1000'), [422, 'out-of-range']);
  problemOf(await tenant.call('GET', '/api/audit/verify?from=2&to=1'), [400, 'invalid-parameter']);
  const other = await maestro.newTenant();
  expect((await other.call('GET', '/api/audit')).body.data).toEqual([]);
  expect((await other.call('GET', '/api/audit/verify')).body).toMatchObject({ ok: true, records: 0 });
  expect((await tenant.call('GET', '/api/audit', { key: await tenant.newKey('author') })).status).toBe(403);
});

describe('attestations', () => {
  it('state of an ended run what it was, under a signature that needs none of our code to be checked', async () => {
    const { run } = await runOnce('stated');
    problemOf(await tenant.call('GET', `/api/runs/${run}/attestation`), [404, 'not-found']);
    const attester = createRunAttester({ database: database(), lease: 'scheduler', signer });
    const envelope = await eventually(async () => {
      await seal();
      await attester.round(term);
      const { status, body } = await tenant.call('GET', `/api/runs/${run}/attestation`);
      return status === 200 ? (body as Envelope) : null;
    });
    const payload = Buffer.from(envelope.payload, 'base64');
    const type = envelope.payloadType;
    const encoded = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
    const signature = Buffer.from(envelope.signatures[0]!.sig, 'base64');
    expect(verify(null, encoded, createPublicKey(publicPem(publicKey)), signature)).toBe(true);
    const stated = JSON.parse(payload.toString());
    expect(stated).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: run, digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
      predicateType: 'https://maestro.dev/attestations/run/v1',
      predicate: {
        run: { id: run, status: 'succeeded', tenant: tenant.id },
        template: { name: 'stated', version: 1, digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
        tasks: [{ node: 'a', handler: 'noop', status: 'succeeded', count: 1 }],
        approvals: [],
      },
    });
    // Once a run, however often anybody goes over it.
    await asOwner(`UPDATE maestro_audit_cursor SET attested = '0'`);
    await attester.round(term);
    const rows = await asOwner('SELECT FROM maestro_attestations WHERE tenant_id = $1', [tenant.uuid]);
    expect(rows).toHaveLength(1);
  });

  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'x', digest: { sha256: 'ab' } }],
    predicateType: 'https://example.com/reviewed',
    predicate: {},
  };
  const sealed = (value: object, key = privateKey) =>
    signEnvelope(key, STATEMENT_PAYLOAD, Buffer.from(JSON.stringify(value)));

  it('are taken from outside under a key that the tenant trusts, and refused otherwise', async () => {
    const upload = (body: object) => tenant.call('POST', '/api/attestations', { body });
    problemOf(await upload(sealed(statement)), [422, 'attestation-invalid']);
    const trusted = await tenant.call('POST', '/api/attestation-keys', {
      body: { name: 'ci', public_key: publicPem(publicKey) },
    });
    expect(trusted.status).toBe(201);
    problemOf(
      await tenant.call('POST', '/api/attestation-keys', {
        body: { name: 'ci', public_key: publicPem(publicKey) },
      }),
      [409, 'key-exists'],
    );
    for (const pem of ['nonsense', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()])
      problemOf(
        await tenant.call('POST', '/api/attestation-keys', { body: { name: 'b', public_key: pem } }),
        [422, 'input-invalid'],
      );
    expect((await upload(sealed(statement))).body).toMatchObject({
      predicate_type: statement.predicateType,
      subjects: ['x', 'sha256:ab'],
      key_id: signer.keyId,
    });
    const good = sealed(statement);
    const other = generateKeyPairSync('ed25519').privateKey;
    for (const bad of [
      { ...good, payload: Buffer.from('{}').toString('base64') },
      { ...good, payloadType: 'text/plain' },
      { ...good, signatures: [{ sig: 'AAAA' }] },
      sealed(statement, other),
      sealed({ ...statement, _type: 'x' }),
      sealed({ ...statement, subject: [] }),
    ])
      problemOf(await upload(bad), [422, 'attestation-invalid']);
    const { body } = await tenant.call('DELETE', `/api/attestation-keys/${signer.keyId}`);
    expect(body).toEqual({ keys: [] });
    problemOf(await upload(good), [422, 'attestation-invalid']);
    expect((await list()).map(({ action }) => action)).toEqual([
      'attestation_key.distrusted',
      'attestation.uploaded',
      'attestation_key.trusted',
    ]);
  });
});
