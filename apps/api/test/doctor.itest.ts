import { chain, createHarness, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b') });
});

const diagnose = async (who = tenant) => {
  const { body } = await who.call('GET', '/api/doctor');
  const broken = body.findings.filter(({ state }: { state: string }) => state === 'violated');
  return { healthy: body.healthy, broken, findings: body.findings };
};
const sql = (text: string, ...values: unknown[]) =>
  maestro.connections.engine.database.query({ name: `test ${text}`.slice(0, 60), text }, values);

it('finds nothing where nothing is wrong', async () => {
  await tenant.call('POST', '/api/runs', { body: { template: 'flow' } });
  const { healthy, broken, findings } = await diagnose();
  expect({ healthy, broken }).toEqual({ healthy: true, broken: [] });
  expect(findings.length).toBeGreaterThan(20);
});

it('finds a broken rule, and shows it to nobody else', async () => {
  const { body: run } = await tenant.call('POST', '/api/runs', { body: { template: 'flow' } });
  await sql(
    `UPDATE maestro_runs SET status = 'succeeded', finished_at = now() WHERE tenant_id = $1`,
    tenant.uuid,
  );
  const { healthy, broken } = await diagnose();
  expect(healthy).toBe(false);
  expect(broken).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: 'I2', says: 'a finished run has no live task', count: 2 }),
    ]),
  );
  expect(run.status).toBe('queued');
  expect(await diagnose(await maestro.newTenant())).toMatchObject({ healthy: true, broken: [] });
});

it('finds a run that nobody looks at', async () => {
  const { body: run } = await tenant.call('POST', '/api/runs', { body: { template: 'flow' } });
  await sql(
    `UPDATE maestro_runs SET check_at = now() - interval '5 minutes' WHERE tenant_id = $1`,
    tenant.uuid,
  );
  expect((await diagnose()).broken).toMatchObject([{ id: 'stuck', sample: [run.id] }]);
});
