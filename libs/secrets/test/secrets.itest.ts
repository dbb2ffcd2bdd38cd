import { newId, openEngineDatabase } from '@maestro/persistence';
import {
  createLocalKeyWrapper,
  masterKeyFaults,
  removeSecret,
  revealSecrets,
  rewrapDataKeys,
  rotateDataKey,
  Secrets,
  writeSecret,
} from '../src';
import { createFixture, masterKey, secretsWith, type Fixture } from './fixture';

const VALUE = 'canary-5f1e0c-value';
const first = masterKey('k1');
const second = masterKey('k2');

let fixture: Fixture;
let tenant: Awaited<ReturnType<Fixture['newTenant']>>;
const secrets = secretsWith([first]);

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  tenant = await fixture.newTenant();
});

const write = (name: string, value: string, by = secrets) =>
  tenant.run((tx) => writeSecret(by, tx, { name, content: { value }, actor: 'key:test', create: true }));

/** A run that attempts may belong to. */
async function newRun(tenantId = tenant.id): Promise<string> {
  const [template, run] = [newId(), newId()];
  await fixture.sql(
    `INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ('${tenantId}', '${template}', 't-${template}', 1)`,
  );
  await fixture.sql(`INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
    VALUES ('${tenantId}', '${template}', 1, '${'0'.repeat(64)}', 'json', '', '{}', 'x')`);
  await fixture.sql(`INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, inputs, open_sinks, finalizer, created_by, created_at, started_at, status, check_at)
    SELECT '${tenantId}', '${run}', '${template}', 1, '{}', 1, false, 'x', now(), now(), 'running', now()`);
  return run;
}

async function reveal(name: string, by = secrets, tenantId = tenant.id): Promise<string | undefined> {
  const attempt = { tenantId, runId: await newRun(tenantId), task: 0, attempt: 1 };
  const revealed = await revealSecrets({ secrets: by, tenants: fixture.tenants }, [name], attempt);
  return revealed.get(name)?.reveal();
}

it('keeps values sealed and reveals the current version', async () => {
  expect(await write('TOKEN', VALUE)).toBe(1);
  expect(await reveal('TOKEN')).toBe(VALUE);
  expect(await write('TOKEN', `${VALUE}-2`)).toBe(2);
  expect(await reveal('TOKEN')).toBe(`${VALUE}-2`);
  const rows = await fixture.sql('SELECT * FROM maestro_secret_versions');
  for (const row of rows) expect((row.sealed as Buffer).includes(VALUE)).toBe(false);
});

it('notes which attempt was given which version', async () => {
  await write('TOKEN', VALUE);
  await reveal('TOKEN');
  await write('TOKEN', VALUE);
  await reveal('TOKEN');
  const uses = await fixture.sql(
    `SELECT version FROM maestro_secret_usages WHERE tenant_id = '${tenant.id}' ORDER BY version`,
  );
  expect(uses).toEqual([{ version: 1 }, { version: 2 }]);
});

it('writes an entry of the audit trail without the value', async () => {
  await write('TOKEN', VALUE);
  await tenant.run((tx) => removeSecret(tx, 'TOKEN', 'key:test'));
  const entries = await fixture.sql(
    `SELECT action, subject, detail::text FROM maestro_audit_entries WHERE tenant_id = '${tenant.id}' ORDER BY xid, id`,
  );
  expect(entries.map(({ action }) => action)).toEqual(['secret.created', 'secret.deleted']);
  expect(JSON.stringify(entries)).not.toContain(VALUE);
});

it.each([
  ['an empty value', ''],
  ['white space', '       '],
  ['too short a value', 'abc'],
  ['too long a value', 'x'.repeat(64 * 1024 + 1)],
  ['NUL', 'abc\0def'],
  ['half a character', 'abcd\ud800'],
])('refuses %s, and does not quote it', async (_, value) => {
  const refused = write('TOKEN', value).catch((error: unknown) => error);
  expect(await refused).toMatchObject({
    code: 'validation-failed',
    errors: [{ pointer: '/value', code: 'out-of-range' }],
  });
});

it.each(['../x', 'a-b', '1A', 'A'.repeat(65), 'a b', ''])('refuses the name %p', async (name) => {
  await expect(write(name, VALUE)).rejects.toMatchObject({ code: 'invalid-name' });
});

describe('what was moved does not open', () => {
  it('in another version of the secret', async () => {
    await write('TOKEN', VALUE);
    await write('TOKEN', 'another value');
    await fixture.sql(`UPDATE maestro_secret_versions v SET sealed = o.sealed FROM maestro_secret_versions o
      WHERE v.tenant_id = '${tenant.id}' AND o.tenant_id = v.tenant_id AND v.version = 2 AND o.version = 1`);
    await expect(reveal('TOKEN')).rejects.toThrow(/does not open/);
  });

  it('in a secret of another name', async () => {
    await write('TOKEN', VALUE);
    await write('OTHER', 'another value');
    await fixture.sql(
      `UPDATE maestro_secrets SET name = 'THIRD' WHERE tenant_id = '${tenant.id}' AND name = 'TOKEN'`,
    );
    await expect(reveal('THIRD')).rejects.toThrow(/does not open/);
    expect(await reveal('OTHER')).toBe('another value');
  });

  it('with another tenant', async () => {
    const other = await fixture.newTenant('other');
    await write('TOKEN', VALUE);
    await other.run((tx) =>
      writeSecret(secrets, tx, { name: 'TOKEN', content: { value: 'theirs' }, actor: 'x', create: true }),
    );
    await fixture.sql(`UPDATE maestro_data_keys v SET wrapped = o.wrapped FROM maestro_data_keys o
      WHERE v.tenant_id = '${other.id}' AND o.tenant_id = '${tenant.id}'`);
    await expect(reveal('TOKEN', secretsWith([first]), other.id)).rejects.toThrow(/does not open/);
  });
});

it('knows no secret of another tenant', async () => {
  await write('TOKEN', VALUE);
  const other = await fixture.newTenant('other');
  await expect(reveal('TOKEN', secrets, other.id)).rejects.toMatchObject({ code: 'unknown-secret' });
});

it('lets several writers at once each have a version of their own', async () => {
  const versions = await Promise.all(Array.from({ length: 6 }, (_, i) => write('TOKEN', `${VALUE}-${i}`)));
  expect(versions.sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await fixture.sql(`SELECT id FROM maestro_data_keys WHERE tenant_id = '${tenant.id}'`)).toHaveLength(
    1,
  );
});

describe('rotation', () => {
  it('of the data key seals every version anew and drops the old key', async () => {
    await write('TOKEN', VALUE);
    await write('TOKEN', `${VALUE}-2`);
    const before = await fixture.sql(`SELECT id FROM maestro_data_keys WHERE tenant_id = '${tenant.id}'`);
    expect(await tenant.run((tx) => rotateDataKey(secrets, tx, 'key:test'))).toBe(2);
    const after = await fixture.sql(`SELECT id FROM maestro_data_keys WHERE tenant_id = '${tenant.id}'`);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await reveal('TOKEN')).toBe(`${VALUE}-2`);
  });

  it('goes on beside writers, and loses no value', async () => {
    await write('TOKEN', VALUE);
    const writers = Array.from({ length: 8 }, (_, i) =>
      write(`W${i}`, `${VALUE}-${i}`).catch((error: { code?: string }) => error.code),
    );
    await tenant.run((tx) => rotateDataKey(secrets, tx, 'key:test'));
    const outcomes = await Promise.all(writers);
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome === 'service-unavailable') continue;
      expect(await reveal(`W${i}`)).toBe(`${VALUE}-${i}`);
    }
    expect(await reveal('TOKEN')).toBe(VALUE);
  });

  it('of the master key needs the old one until every data key is sealed anew', async () => {
    await write('TOKEN', VALUE);
    const both = secretsWith([second, first]);
    expect(await reveal('TOKEN', both)).toBe(VALUE);
    await expect(reveal('TOKEN', secretsWith([second]))).rejects.toThrow(/"k1" is not known/);
    expect(await tenant.run((tx) => rewrapDataKeys(both, tx, 'system'))).toBe(1);
    expect(await tenant.run((tx) => rewrapDataKeys(both, tx, 'system'))).toBe(0);
    expect(await reveal('TOKEN', secretsWith([second]))).toBe(VALUE);
  });
});

describe('the keys of a process', () => {
  const faults = (keys: Parameters<typeof createLocalKeyWrapper>[0] | null) =>
    tenant.run((tx) => masterKeyFaults(tx, keys && createLocalKeyWrapper(keys)));

  it('must hold every master key in use, and the right one', async () => {
    await write('TOKEN', VALUE);
    expect(await faults([first])).toEqual([]);
    expect(await faults([second, first])).toEqual([]);
    expect(await faults([second])).toEqual([
      { env: 'MAESTRO_MASTER_KEYS', message: expect.stringMatching(/no key "k1"/) as string },
    ]);
    expect(await faults(null)).toEqual([
      { env: 'MAESTRO_MASTER_KEYS', message: expect.stringMatching(/no key "k1"/) as string },
    ]);
    expect(await faults([masterKey('k1')])).toEqual([
      { env: 'MAESTRO_MASTER_KEYS', message: expect.stringMatching(/another key "k1"/) as string },
    ]);
  });

  it('may be none where no secret is kept: then writing one is refused', async () => {
    const none = new Secrets({ wrapper: null });
    await expect(write('TOKEN', VALUE, none)).rejects.toMatchObject({ code: 'secrets-off' });
  });
});

it('gives the engine nothing of it', async () => {
  await write('TOKEN', VALUE);
  const engine = openEngineDatabase({ url: fixture.test.engineUrl, max: 1, application: 'test' });
  const tables = ['maestro_data_keys', 'maestro_secrets', 'maestro_secret_versions', 'maestro_secret_usages'];
  for (const table of tables)
    await expect(engine.query({ name: table, text: `SELECT * FROM ${table}` }, [])).rejects.toMatchObject({
      code: '42501',
    });
  await engine.close();
});
