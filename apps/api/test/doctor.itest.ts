import { asOwner, eventually } from '@maestro/testing';
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

it('warns of a foreign transaction that holds back what has happened', async () => {
  const held = async () =>
    (await diagnose()).findings.find(({ id }: { id: string }) => id === 'held-back') as { state: string };
  await asOwner(maestro.database.ownerUrl, async (owner) => {
    await owner.query('BEGIN');
    await owner.query('SELECT pg_current_xact_id()');
    await tenant.call('POST', '/api/runs', { body: { template: 'flow' } });
    expect(await held()).toMatchObject({ state: 'ok' });
    await asOwner(maestro.database.ownerUrl, (other) =>
      other.query(`UPDATE maestro_events SET at = at - interval '2 minutes' WHERE tenant_id = $1`, [
        tenant.uuid,
      ]),
    );
    expect(await held()).toMatchObject({
      state: 'warning',
      sample: [expect.stringMatching(/^events wait for 12\d s$/)],
    });
    await owner.query('ROLLBACK');
  });
  await eventually(async () => (await held()).state === 'ok');
});
