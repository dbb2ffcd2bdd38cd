import { plainMetadata, plainRun, type Plan } from '@maestro/dsl';
import {
  findTemplateVersion,
  formatId,
  insertTenant,
  listTemplateVersions,
  newId,
  openTenantDatabase,
  type TenantDatabase,
} from '@maestro/persistence';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { getTemplate, publishTemplate, resolveTemplate, type PublishRequest } from '../src';

let test: TestDatabase;
let database: TenantDatabase;
let tenantId: string;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openTenantDatabase({ url: test.appUrl, max: 8, application: 'test' });
});
beforeEach(async () => {
  tenantId = newId();
  await database.withTenant(tenantId, (tx) => insertTenant(tx, { name: 'acme', env: 'local' }));
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const plan: Plan = {
  ...plainRun,
  schema: 2,
  top: 0,
  name: null,
  metadata: { ...plainMetadata, description: 'd', owner: 'o', tag: 'Monitor', labels: { team: 'x' } },
  nodes: [],
  edges: [],
  inputs: null,
  outputs: null,
  summary: null,
  env: {},
  openSinks: 0,
  result_reads: [],
};

function content(text: string, name = 'flow'): PublishRequest {
  const contentHash = Buffer.from(text).toString('hex').padEnd(64, '0');
  return { name, contentHash, format: 'json', source: text, plan, createdBy: 'key:ci' };
}

const publish = (text: string, name?: string) =>
  database.withTenant(tenantId, (tx) => publishTemplate(tx, content(text, name)));

it('creates a template, then versions of it, and knows what it has', async () => {
  const first = await publish('a');
  expect(first).toMatchObject({
    outcome: 'template_created',
    template: { name: 'flow', version: 1, metadata: plan.metadata },
  });
  expect(await publish('b')).toMatchObject({
    outcome: 'version_created',
    template: { id: first.template.id, version: 2 },
  });
  expect(await publish('b')).toMatchObject({ outcome: 'unchanged', template: { version: 2 } });
});

it('goes back to an older content without a new version, and counts on from the highest', async () => {
  await publish('a');
  await publish('b');
  expect(await publish('a')).toMatchObject({ outcome: 'unchanged', template: { version: 1 } });
  expect(await publish('c')).toMatchObject({ outcome: 'version_created', template: { version: 3 } });
});

it('finds a template by its id and by its name, and no other', async () => {
  const { template } = await publish('a');
  await database.withTenant(tenantId, async (tx) => {
    expect(await getTemplate(tx, 'flow')).toEqual(template);
    expect(await getTemplate(tx, formatId('tpl', template.id))).toEqual(template);
    expect(await resolveTemplate(tx, 'flow')).toEqual({ id: template.id, version: 1 });
    expect(await resolveTemplate(tx, formatId('tpl', template.id))).toEqual({ id: template.id, version: 1 });
    for (const unknown of [
      'flo',
      'flow2',
      'FLOW',
      'run_00000000000000000000000000',
      '',
      '\u0000',
      "' OR 1=1",
    ]) {
      await expect(getTemplate(tx, unknown)).rejects.toMatchObject({ code: 'not-found' });
      await expect(resolveTemplate(tx, unknown)).rejects.toMatchObject({ code: 'not-found' });
    }
  });
});

it('lets publishes of one name run at once: one creates, numbers have no gap', async () => {
  const all = await Promise.all(Array.from({ length: 24 }, (_, i) => publish(`content ${i % 12}`)));
  const outcomes = all.map((published) => published.outcome).sort();
  expect(outcomes.filter((outcome) => outcome === 'template_created')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'version_created')).toHaveLength(11);
  const templateId = all[0]?.template.id as string;
  const { rows } = await database.withTenant(tenantId, (tx) =>
    listTemplateVersions(tx, { templateId, before: null, limit: 100 }),
  );
  expect(rows.map((row) => row.version)).toEqual(Array.from({ length: 12 }, (_, i) => 12 - i));
});

it('gives each tenant its own name', async () => {
  const { template } = await publish('a');
  tenantId = newId();
  await database.withTenant(tenantId, (tx) => insertTenant(tx, { name: 'other', env: 'local' }));
  const other = await publish('a');
  expect(other.outcome).toBe('template_created');
  expect(other.template.id).not.toBe(template.id);
  await database.withTenant(tenantId, async (tx) => {
    expect(await findTemplateVersion(tx, template.id, 1)).toBeNull();
  });
});

it('E067: cannot change a version, whatever it tries', async () => {
  await publish('a');
  await expect(
    database.withTenant(tenantId, (tx) => tx.query(`UPDATE maestro_template_versions SET source = 'x'`)),
  ).rejects.toThrow(/permission denied/);
});
