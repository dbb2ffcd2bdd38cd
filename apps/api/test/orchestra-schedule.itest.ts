import { newId } from '@maestro/persistence';
import { createSlotKeeper } from '@maestro/scheduling';
import { asOwner } from '@maestro/testing';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let score: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  await clock('2031-01-01T10:00:30Z');
  tenant = await maestro.newTenant();
  score = (await post('/api/templates', chain('flow', 'a'))).body.id;
});

const clock = (text: string) => maestro.database.setClockOffset(Date.parse(text) - Date.now());
const post = (path: string, body: object = {}) => tenant.call('POST', path, { body });
const get = async (path: string) => (await tenant.call('GET', path)).body;
const patch = (id: string, body: object) => tenant.call('PATCH', `/api/orchestras/${id}`, { body });
const scheduleOf = (id: string, query = '') => get(`/api/orchestras/${id}/schedule${query}`);
const past = async (id: string) =>
  (await scheduleOf(id)).past.map(({ at, status, reason }: Record<string, string>) => [
    ...[at?.slice(11, 16), status, reason],
  ]);

/** On, in five minutes' time at the earliest. */
async function deploy(body: object = {}): Promise<string> {
  const made = await post('/api/orchestras', {
    score_id: score,
    name: 'Nightly',
    cron: '* * * * *',
    ...body,
  });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  expect((await patch(made.body.id, { enabled: true })).status).toBe(200);
  return made.body.id;
}

/** What the leader does. */
async function play(): Promise<void> {
  const [holder, lease] = [newId(), 'scheduler'];
  await asOwner(maestro.database.ownerUrl, (owner) =>
    owner.query(
      `INSERT INTO maestro_leases (name, holder, term, expires_at) VALUES ($1, $2, 1, 'infinity')
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder`,
      [lease, holder],
    ),
  );
  const { round } = createSlotKeeper({ engine: maestro.connections.engine, lease });
  while ((await round({ holder, number: 1 })) > 0);
}

it('shows what comes, with what daylight saving and freeze windows make of it', async () => {
  const id = await deploy({ cron: '30 2 * * *', timezone: 'Europe/Berlin' });
  await post('/api/freeze-windows', { name: 'Winter', start: '2031-01-03', end: '2031-03-30' });
  const { next, enabled, timezone, past: before } = await scheduleOf(id, '?count=3');
  expect([enabled, timezone, before]).toEqual([true, 'Europe/Berlin', []]);
  const [first] = next;
  expect(first).toEqual({
    ...{
      at: '2031-01-02T01:30:00.000Z',
      begins_at: '2031-01-02T01:30:00.000Z',
      local: '2031-01-02T02:30:00',
    },
    ...{ fires: true, note: null, why: null, deadline_at: null },
  });
  expect(next[1]).toMatchObject({
    fires: false,
    note: 'frozen',
    why: 'The freeze window "Winter" refuses it.',
  });
  const moved = next.find(({ note }: { note: string }) => note === 'shifted-out-of-gap');
  expect(moved).toMatchObject({ at: '2031-03-30T01:00:00.000Z', local: '2031-03-30T02:30:00', fires: true });
});

it('plays a slot once that is due while the orchestra is changed, and none after it is switched off', async () => {
  const id = await deploy();
  await clock('2031-01-01T10:01:10Z');
  await patch(id, { cron: '0 2 * * *' });
  await patch(id, { cron: '* * * * *' });
  expect(await past(id)).toEqual([['10:01', 'due', null]]);
  await play();
  await clock('2031-01-01T10:02:10Z');
  await patch(id, { enabled: false });
  await patch(id, { enabled: true });
  await play();
  expect(await past(id)).toEqual([
    ['10:02', 'skipped', 'disabled'],
    ['10:01', 'fired', null],
  ]);
  const { data } = await get(`/api/orchestras/${id}/runs`);
  expect(data).toMatchObject([{ created_by: expect.stringMatching(/^schedule for key:/) }]);
});

describe('a backfill', () => {
  const range = { from: '2031-01-01T09:00:00Z', to: '2031-01-01T10:00:00Z' };
  const open = async (id: string) => (await get(`/api/orchestras/${id}/runs`)).data;

  it('plays what was not played, so many at a time', async () => {
    const id = await deploy({ cron: '*/20 * * * *' });
    const path = `/api/orchestras/${id}/backfill`;
    const dry = await post(path, { ...range, dry_run: true });
    expect(dry.body).toMatchObject({ id: null, dry_run: true, count: 3, slots: [{ plays: true }, {}, {}] });
    expect(await past(id)).toEqual([]);
    const asked = await post(path, { ...range, concurrency: 2 });
    expect(asked.body).toMatchObject({ id: expect.stringMatching(/^bkf_/), dry_run: false, count: 3 });
    await play();
    const [first, ...others] = await open(id);
    expect(others).toHaveLength(1);
    await post(`/api/runs/${first.id}/cancel`, { grace_ms: 0 });
    await play();
    expect(await open(id)).toHaveLength(3);
    expect((await post(path, range)).body).toMatchObject({ count: 0 });
    const entries = (await get('/api/audit?limit=50')).data.map(({ action }: { action: string }) => action);
    expect(entries).toContain('orchestra.backfilled');
  });

  it.each([
    [{ from: 'yesterday' }, 'validation-failed', '/from'],
    [{ from: '2031-01-01T11:00:00Z' }, 'out-of-range', '/to'],
    [{ to: '2031-01-02T00:00:00Z' }, 'out-of-range', '/to'],
    [{ from: '2030-01-01T00:00:00Z' }, 'limit-exceeded', '/to'],
    [{ concurrency: 0 }, 'out-of-range', '/concurrency'],
    [{ until: 'x' }, 'unknown-field', '/until'],
  ])('of %j is refused', async (over, code, pointer) => {
    const id = await deploy();
    const refused = await post(`/api/orchestras/${id}/backfill`, { ...range, ...over });
    const { errors } = problemOf(refused, [422, expect.any(String) as never]);
    expect(errors).toMatchObject([{ code, pointer }]);
  });
});
