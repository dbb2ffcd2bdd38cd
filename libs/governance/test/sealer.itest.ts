import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { createExportVerifier, keyIdOf, type SignedRoot, type Verdict } from '@maestro/evidence';
import {
  openEngineDatabase,
  openTenantDatabase,
  recordAudit,
  type EngineDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import { createTestDatabase, eventually, type TestDatabase } from '@maestro/testing';
import {
  anchorRound,
  createFileAnchorStore,
  createTenant,
  exportChain,
  sealRound,
  verifyChain,
  type SealerOptions,
} from '../src';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signer = { key: privateKey, keyId: keyIdOf(privateKey) };

let test: TestDatabase;
let engine: EngineDatabase;
let tenants: TenantDatabase;
let owner: Client;
let folder: string;
let options: SealerOptions;
const term = { holder: randomUUID(), number: 1 };

beforeAll(async () => {
  test = await createTestDatabase();
  engine = openEngineDatabase({ url: test.engineUrl, max: 4, application: 'sealer-test' });
  tenants = await openTenantDatabase({ url: test.appUrl, max: 4, application: 'sealer-test' });
  owner = new Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO maestro_leases (name, holder, term, expires_at) VALUES ('scheduler', $1, 1, 'infinity')`,
    [term.holder],
  );
  folder = await mkdtemp(join(tmpdir(), 'maestro-anchors-'));
  options = { database: engine, lease: 'scheduler', signing: { everyMs: 0, everyRecords: 10 } };
});
afterAll(async () => {
  await owner.end();
  await Promise.all([engine.close(), tenants.close()]);
  await test.drop();
  await rm(folder, { recursive: true });
});

const newTenant = async () => (await createTenant(tenants, { name: 'acme', env: 'test' })).id;
const note = (tenantId: string, subject: string) =>
  tenants.withTenant(tenantId, (tx) =>
    recordAudit(tx, {
      actor: 'key:owner',
      action: 'key.created',
      subject,
      detail: { zahl: 12345678901234567890n.toString(), 'ö"\n': [1.5, null] },
    }),
  );
const heads = async (tenantId: string) =>
  (
    await owner.query<{ seq: string }>(
      'SELECT seq FROM maestro_audit_records WHERE tenant_id = $1 ORDER BY seq',
      [tenantId],
    )
  ).rows;
/** Until all that is there now is sealed: other suites of the server may hold the horizon back. */
const seal = async (tenantId: string, atLeast: number) =>
  eventually(async () => {
    await sealRound(options, term);
    return (await heads(tenantId)).length >= atLeast;
  });
const verdictOf = async (tenantId: string): Promise<Verdict> =>
  verifyChain(tenants, { tenantId, from: 1, to: null });
const exported = async (tenantId: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of exportChain(tenants, { tenantId, from: 1, to: null })) lines.push(line);
  return lines;
};

it('chains what was committed, tenant by tenant, and its export is verified without a server', async () => {
  const [one, two] = [await newTenant(), await newTenant()];
  for (let i = 1; i <= 3; i += 1) {
    await note(one, `key_${i}`);
    await seal(one, i);
  }
  await note(two, 'key_other');
  await seal(two, 1);
  const lines = await exported(one);
  const verifier = createExportVerifier();
  for (const line of lines) verifier.take(line);
  expect(verifier.end()).toMatchObject({ ok: true, bad: null, records: 3, rows: 3, roots: 0, unsigned: 3 });
  expect(lines.join('\n')).not.toContain('key_other');
  expect(await verdictOf(two)).toMatchObject({ ok: true, records: 1 });
});

it('never skips what commits late', async () => {
  const tenant = await newTenant();
  const late = new Client({ connectionString: test.ownerUrl });
  await late.connect();
  await late.query('BEGIN');
  await late.query(
    `INSERT INTO maestro_audit_entries (tenant_id, actor, action, subject) VALUES ($1, 'key:late', 'key.created', 'late')`,
    [tenant],
  );
  await note(tenant, 'early');
  // What came after it in the order of transactions waits, although it was committed before.
  await sealRound(options, term);
  expect(await heads(tenant)).toEqual([]);
  await late.query('COMMIT');
  await late.end();
  await seal(tenant, 1);
  await note(tenant, 'last');
  await seal(tenant, 2);
  expect(await verdictOf(tenant)).toMatchObject({ ok: true, rows: 3 });
  const { rows } = await owner.query<{ unsealed: number }>(
    `SELECT count(*)::int AS unsealed FROM maestro_audit_entries a WHERE a.tenant_id = $1 AND NOT EXISTS (
       SELECT FROM maestro_audit_records r WHERE r.tenant_id = a.tenant_id AND r.after < a.xid AND a.xid <= r.upto)`,
    [tenant],
  );
  expect(rows[0]?.unsealed).toBe(0);
});

it('seals once, however many try, and nothing under a term that is over', async () => {
  const tenant = await newTenant();
  await note(tenant, 'once');
  expect(await sealRound(options, { ...term, number: 0 })).toBe(0);
  expect(await sealRound(options, { holder: randomUUID(), number: 1 })).toBe(0);
  await eventually(async () => {
    await Promise.all([1, 2, 3].map(() => sealRound(options, term)));
    return (await heads(tenant)).length > 0;
  });
  expect(await heads(tenant)).toEqual([{ seq: '1' }]);
  expect(await verdictOf(tenant)).toMatchObject({ ok: true, records: 1 });
});

it('signs heads and writes them down outside, so that a chain made shorter is found', async () => {
  const tenant = await newTenant();
  const path = join(folder, 'anchors.jsonl');
  const anchoring = { database: engine, signer, store: createFileAnchorStore(path), everyMs: 0 };
  await note(tenant, 'a');
  await seal(tenant, 1);
  await eventually(async () => (await anchorRound(anchoring)) > 0);
  const anchors = (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SignedRoot);
  expect(anchors).toContainEqual(
    expect.objectContaining({ key_id: signer.keyId, content: expect.objectContaining({ tenant }) }),
  );
  const verifier = createExportVerifier({ pinned: [publicKey], anchors });
  for (const line of await exported(tenant)) verifier.take(line);
  expect(verifier.end()).toMatchObject({ ok: true, roots: 1, unsigned: 0, unpinned: [] });

  // The owner of the database can do anything to it; that is what the file is for.
  await owner.query('BEGIN');
  for (const table of ['roots', 'records', 'heads', 'entries'])
    await owner.query(`DELETE FROM maestro_audit_${table} WHERE tenant_id = $1`, [tenant]);
  await owner.query('COMMIT');
  const cut = createExportVerifier({ pinned: [publicKey], anchors });
  for (const line of await exported(tenant)) cut.take(line);
  expect(cut.end()).toMatchObject({ ok: false, bad: { seq: 1, reason: expect.stringContaining('anchor') } });
});

it.each([
  [
    'an entry changed',
    `UPDATE maestro_audit_entries SET actor = 'key:nobody' WHERE tenant_id = $1 AND subject = 'b'`,
    2,
    /changed/,
  ],
  [
    'an entry dated back',
    `UPDATE maestro_audit_entries SET at = at - interval '1 day' WHERE tenant_id = $1 AND subject = 'b'`,
    2,
    /changed/,
  ],
  [
    'an entry deleted',
    `DELETE FROM maestro_audit_entries WHERE tenant_id = $1 AND subject = 'b'`,
    2,
    /missing/,
  ],
  ['a record deleted', `DELETE FROM maestro_audit_records WHERE tenant_id = $1 AND seq = 2`, 2, /missing/],
] as const)('finds in the database %s by its owner', async (_, sql, seq, reason) => {
  const tenant = await newTenant();
  for (const [index, subject] of ['a', 'b', 'c'].entries()) {
    await note(tenant, subject);
    await seal(tenant, index + 1);
  }
  await owner.query(sql, [tenant]);
  expect(await verdictOf(tenant)).toMatchObject({
    ok: false,
    bad: { seq, reason: expect.stringMatching(reason) },
  });
});
