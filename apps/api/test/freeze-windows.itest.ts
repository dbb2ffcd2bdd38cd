import { wakeTimers } from '@maestro/engine';
import { createFreezeGate } from '@maestro/governance';
import { eventually } from '@maestro/testing';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  await maestro.database.setClockOffset(0);
  tenant = await maestro.newTenant();
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') });
});

const HOUR = 3_600_000;
const at = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 19) + 'Z';
const post = (path: string, body: object = {}, headers = {}) => tenant.call('POST', path, { body, headers });
const get = (path: string) => tenant.call('GET', path);
const start = (body: object = {}) => post('/api/runs', { template: 'flow', ...body });
const around = { start: at(-HOUR), end: at(HOUR) };
const freeze = async (body: object = {}) => {
  const made = await post('/api/freeze-windows', { name: 'Year end', ...around, ...body });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return made.body;
};

describe('a window that blocks', () => {
  it('lets nothing start, whichever way, and says which it is and until when', async () => {
    const before = (await start()).body;
    await post(`/api/runs/${before.id}/cancel`);
    const window = await freeze({ reason: 'Nobody is here.' });
    const refused = await start();
    const { detail } = problemOf(refused, [409, 'frozen']);
    expect(detail).toContain(
      `"Year end" (${window.id}) until ${new Date(around.end).toISOString()}. Nobody is here.`,
    );
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_000);
    problemOf(await post(`/api/runs/${before.id}/retry`), [409, 'frozen']);
    problemOf(await post(`/api/runs/${before.id}/rerun`), [409, 'frozen']);
    problemOf(await post('/api/runs/batch', { template: 'flow', runs: [{}, {}] }), [409, 'frozen']);
    expect((await get('/api/runs')).body.data).toHaveLength(1);
  });

  it('is over when it is deleted, changed or switched off', async () => {
    const window = await freeze();
    problemOf(await start(), [409, 'frozen']);
    await tenant.call('PATCH', `/api/freeze-windows/${window.id}`, { body: { enabled: false } });
    expect((await start()).status).toBe(201);
    await tenant.call('PATCH', `/api/freeze-windows/${window.id}`, { body: { enabled: true } });
    problemOf(await start(), [409, 'frozen']);
    expect((await tenant.call('DELETE', `/api/freeze-windows/${window.id}`)).status).toBe(200);
    expect((await start()).status).toBe(201);
    problemOf(await get(`/api/freeze-windows/${window.id}`), [404, 'not-found']);
  });

  it('is about the runs of its scope, and about no other tenant', async () => {
    await freeze({ scope: { labels: { team: 'sales' } } });
    await freeze({ scope: { templates: ['other'] } });
    await freeze({ scope: { environments: ['prod'] } });
    expect((await start()).status).toBe(201);
    expect((await start({ labels: { team: 'ops' } })).status).toBe(201);
    problemOf(await start({ labels: { team: 'sales' } }), [409, 'frozen']);
    problemOf(await start({ labels: { env: 'prod' } }), [409, 'frozen']);
    await tenant.call('POST', '/api/templates', { body: chain('other', 'a') });
    problemOf(await start({ template: 'other' }), [409, 'frozen']);
    await freeze({ scope: { environments: ['test'] } });
    problemOf(await start(), [409, 'frozen']);
    const other = await maestro.newTenant();
    await other.call('POST', '/api/templates', { body: chain('flow', 'a') });
    expect((await other.call('POST', '/api/runs', { body: { template: 'flow' } })).status).toBe(201);
  });

  it('counts in every process within two seconds', async () => {
    // The gate of another process has a memory of its own.
    const gate = createFreezeGate(maestro.connections.engine.database);
    const template = { id: tenant.uuid, name: 'flow', version: 1 };
    const run = {
      runId: tenant.uuid,
      origin: 'cron',
      actor: 'x',
      labels: {},
      metadata: {},
      inputs: {},
    } as const;
    const asked = async () =>
      (await gate.ask([{ ...run, template, tenantId: tenant.uuid, parentRun: null, orchestra: null }]))[0]
        ?.kind;
    expect(await asked()).toBe('open');
    await freeze();
    const began = performance.now();
    await eventually(async () => (await asked()) === 'refuse');
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('a window that defers', () => {
  it('holds a run until it is over', async () => {
    const window = await freeze({ effect: 'defer' });
    const run = (await start()).body;
    expect(run.status).toBe('pending');
    const held = (await get(`/api/runs/${run.id}/explain`)).body;
    expect(held.run).toMatchObject({ code: 'FREEZE' });
    expect(JSON.stringify(held)).toContain(window.id);
    await maestro.database.setClockOffset(HOUR + 5_000);
    await eventually(async () => {
      await wakeTimers(maestro.connections.engine);
      return (await get(`/api/runs/${run.id}`)).body.status === 'queued';
    });
  });

  it('lets its runs go when it is taken away', async () => {
    const window = await freeze({ effect: 'defer' });
    const run = (await start()).body;
    await tenant.call('DELETE', `/api/freeze-windows/${window.id}`);
    await eventually(async () => (await get(`/api/runs/${run.id}`)).body.status === 'queued');
  });

  it('gives way to a stricter one', async () => {
    await freeze({ effect: 'defer' });
    await freeze({ effect: 'block', name: 'Stricter' });
    expect(problemOf(await start(), [409, 'frozen']).detail).toContain('"Stricter"');
  });
});

describe('a window that asks', () => {
  it('holds a run until somebody else has agreed', async () => {
    await freeze({ effect: 'require-approval', approvers: ['role:admin'] });
    const run = (await start()).body;
    expect(run.status).toBe('pending');
    const approval = await eventually(async () => (await get('/api/approvals')).body.data[0]);
    expect(approval.message).toContain('in spite of the freeze window "Year end"');
    const admin = await tenant.newKey('admin');
    const vote = { key: admin, body: { digest: approval.digest } };
    expect((await tenant.call('POST', `/api/approvals/${approval.id}/approve`, vote)).status).toBe(200);
    await eventually(async () => (await get(`/api/runs/${run.id}`)).body.status === 'queued');
  });
});

describe('breaking a window', () => {
  it('takes two people, serves one run, and is written down', async () => {
    const window = await freeze();
    const path = `/api/freeze-windows/${window.id}/breaks`;
    const asked = (await post(path, { reason: 'A fix for the login.' })).body;
    expect(asked).toMatchObject({ status: 'pending', requested_by: 'key:owner', approved_by: null });
    problemOf(await start(), [409, 'frozen']);
    problemOf(await post(`${path}/${asked.id}/approve`), [403, 'second-person']);
    const viewer = await tenant.newKey('viewer');
    problemOf(await tenant.call('POST', `${path}/${asked.id}/approve`, { key: viewer }), [403, 'forbidden']);
    const admin = await tenant.newKey('admin');
    const agreed = await tenant.call('POST', `${path}/${asked.id}/approve`, { key: admin });
    expect(agreed.body).toMatchObject({ status: 'approved', approved_by: 'key:admin' });
    problemOf(await tenant.call('POST', `${path}/${asked.id}/approve`, { key: admin }), [409, 'not-pending']);
    const runs = await Promise.all([start(), start(), start()]);
    expect(runs.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const [listed] = (await get(path)).body.data;
    expect(listed).toMatchObject({
      status: 'used',
      used_by: runs.find(({ status }) => status === 201)?.body.id,
    });
    const actions = await maestro.connections.tenants.withTenant(tenant.uuid, (tx) =>
      tx.query<{ action: string }>(
        `SELECT action FROM maestro_audit_entries WHERE subject = $1 ORDER BY id`,
        [asked.id],
      ),
    );
    expect(actions.map(({ action }) => action)).toEqual(['freeze_break.requested', 'freeze_break.approved']);
  });

  it('for a template serves all its runs, for a while', async () => {
    const window = await freeze();
    const path = `/api/freeze-windows/${window.id}/breaks`;
    const asked = (await post(path, { reason: 'Fixes.', template: 'flow', duration: '30m' })).body;
    await tenant.call('POST', `${path}/${asked.id}/approve`, { key: await tenant.newKey('admin') });
    expect([(await start()).status, (await start()).status]).toEqual([201, 201]);
    await maestro.database.setClockOffset(31 * 60_000);
    await eventually(async () => (await start()).status === 409);
    expect((await get(path)).body.data[0].status).toBe('expired');
  });

  it('of one window is not breaking the other', async () => {
    const window = await freeze();
    const other = await freeze({ name: 'Other' });
    const path = `/api/freeze-windows/${window.id}/breaks`;
    const asked = (await post(path, { reason: 'A fix.' })).body;
    const key = await tenant.newKey('admin');
    problemOf(
      await tenant.call('POST', `/api/freeze-windows/${other.id}/breaks/${asked.id}/approve`, { key }),
      [404, 'not-found'],
    );
    await tenant.call('POST', `${path}/${asked.id}/approve`, { key });
    expect(problemOf(await start(), [409, 'frozen']).detail).toContain('"Other"');
    expect((await get(path)).body.data[0].status).toBe('approved');
  });

  it.each([
    [{}, 'missing-field'],
    [{ reason: '' }, 'out-of-range'],
    [{ reason: 'x', duration: '25h' }, 'out-of-range'],
    [{ reason: 'x', duration: '-1h' }, 'out-of-range'],
    [{ reason: 'x', template: 'none' }, 'unknown-ref'],
    [{ reason: 'x', run: 'nonsense' }, 'unknown-ref'],
    [{ reason: 'x', run: 'run_x', template: 'flow' }, 'conflicting-fields'],
    [{ reason: 'x', approved_by: 'me' }, 'unknown-field'],
  ])('is refused for %j', async (body, code) => {
    const window = await freeze();
    problemOf(await post(`/api/freeze-windows/${window.id}/breaks`, body), [422, code]);
  });
});
