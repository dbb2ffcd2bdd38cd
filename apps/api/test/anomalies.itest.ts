import { findAnomalies } from '@maestro/governance';
import { parseId } from '@maestro/persistence';
import { asOwner } from '@maestro/testing';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';
import { performTask } from './performing';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

const sql = (text: string, values: unknown[]) =>
  asOwner(maestro.database.ownerUrl, async (owner) => (await owner.query(text, values)).rows);
const uuid = (run: string) => parseId('run', run) ?? '';

/** A run that took so many seconds and cost so many micro-dollars. */
async function ended(
  template: string,
  { seconds, micros }: { seconds: number; micros: number },
): Promise<string> {
  const { body } = await tenant.call('POST', '/api/runs', { body: { template_id: template } });
  await performTask(maestro, tenant, { run: body.id, n: 0 });
  const of = [tenant.uuid, uuid(body.id)];
  await sql(
    `UPDATE maestro_runs SET started_at = finished_at - $3 * interval '1 second' WHERE tenant_id = $1 AND id = $2`,
    [...of, seconds],
  );
  await sql('INSERT INTO maestro_run_costs (tenant_id, run_id, amount) VALUES ($1, $2, $3)', [...of, micros]);
  return body.id;
}

const now = async () => {
  const [row] = await sql('SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid', []);
  return { xid: String(row.xid), id: '0' };
};

/** Judges the runs that have ended since. */
const judge = async (after: { xid: string; id: string }) => {
  const upto = { xid: '9223372036854775807', id: '0' };
  const { database } = maestro.connections.engine;
  const write = await findAnomalies(database, { after, upto });
  if (write) await database.transaction(write);
};

it('a run unlike those before it is told of once, with what is usual', async () => {
  const source = `
apiVersion: maestro/v1
kind: Workflow
metadata: { name: usual }
spec: { nodes: [{ id: a, kind: task, ref: noop }] }`;
  const template = (await tenant.call('POST', '/api/templates', { body: { source } })).body.id;
  const first = await now();
  for (let i = 0; i < 20; i++) await ended(template, { seconds: 10 + (i % 3), micros: 20_000 + i * 100 });
  // Nothing is known yet: none of them has 20 before it.
  await judge(first);
  const list = () => tenant.call('GET', '/api/costs/anomalies');
  expect((await list()).body.data).toEqual([]);

  const then = await now();
  await ended(template, { seconds: 11, micros: 21_000 });
  const slow = await ended(template, { seconds: 90, micros: 20_500 });
  const dear = await ended(template, { seconds: 10, micros: 500_000 });
  await judge(then);
  await judge(then);
  expect((await list()).body.data).toEqual([
    expect.objectContaining({ run_id: dear, measure: 'cost', value: 50, samples: 20 }),
    expect.objectContaining({
      run_id: slow,
      template_id: template,
      measure: 'duration',
      value: 90_000,
      median: 11_000,
    }),
  ]);
  const page = (await tenant.call('GET', `/api/costs/anomalies?limit=1&template_id=${template}`)).body;
  const next = await tenant.call(
    'GET',
    `/api/costs/anomalies?limit=1&template_id=${template}&after=${page.page.next}`,
  );
  expect(next.body).toMatchObject({ data: [{ run_id: slow }], page: { has_more: false } });
  const rows = await sql(
    `SELECT data FROM maestro_events WHERE tenant_id = $1 AND run_id = $2 AND type = 'anomaly.detected'`,
    [tenant.uuid, uuid(slow)],
  );
  expect(rows).toEqual([{ data: expect.objectContaining({ measure: 'duration', samples: 20 }) }]);
});

it('another tenant sees none of it, and nonsense is refused', async () => {
  const other = await maestro.newTenant();
  expect((await other.call('GET', '/api/costs/anomalies')).body.data).toEqual([]);
  problemOf(await tenant.call('GET', '/api/costs/anomalies?template_id=x'), [400, 'invalid-parameter']);
  problemOf(await tenant.call('GET', '/api/costs/anomalies?after=x'), [400, 'invalid-cursor']);
});
