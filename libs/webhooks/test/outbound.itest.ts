import { randomBytes } from 'node:crypto';
import { createFeedFollower } from '@maestro/engine';
import {
  formatId,
  newId,
  openEngineDatabase,
  openTenantDatabase,
  Tenant,
  type EngineDatabase,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import { findWebhook, listDeliveries, type WebhookRow } from '@maestro/persistence/webhooks';
import { createLocalKeyWrapper, rotateDataKey, Secrets } from '@maestro/secrets';
import { Client } from 'pg';
import { createTestDatabase, eventually, type TestDatabase } from '@maestro/testing';
import {
  createBudgetFeed,
  createWebhook,
  createWebhookFeed,
  getWebhook,
  removeWebhook,
  RETRY_AFTER_MS,
  replayDelivery,
  rotateWebhookSecret,
  switchWebhook,
  testWebhook,
  WebhookSender,
} from '../src';
import { insertEndedRun } from './ended-run';
import { openReceiver, status, verified, type Received, type Receiver } from './receiver';

const LEASE = 'webhook-test';
const DAY_MS = 86_400_000;
const secrets = new Secrets({ wrapper: createLocalKeyWrapper([{ id: 'k1', key: randomBytes(32) }]) });

let database: TestDatabase;
let engine: EngineDatabase;
let owner: Client;
let tenants: TenantDatabase;
let receiver: Receiver;
let term: { holder: string; number: number };
let offset = 0;
const opened: WebhookSender[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  engine = openEngineDatabase({ url: database.engineUrl, max: 6, application: 'webhook-test' });
  tenants = await openTenantDatabase({ url: database.appUrl, max: 4, application: 'webhook-test' });
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await lead();
  await follow();
});
afterAll(async () => {
  await owner.end();
  await engine.close();
  await tenants.close();
  await database.drop();
});
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  receiver.close();
  await Promise.all(opened.splice(0).map((sender) => sender.stop()));
});

const sql = <R>(text: string, values: unknown[] = []) =>
  engine.query<R & Record<string, unknown>>(
    { name: `t${text.length}${text.slice(0, 20)}`, text },
    values,
  ) as Promise<R[]>;
const advance = (ms: number) => database.setClockOffset((offset += ms));
const follow = () =>
  createFeedFollower({
    database: engine,
    lease: LEASE,
    consumers: [createWebhookFeed(), createBudgetFeed()],
  }).round(term);

async function lead(): Promise<void> {
  const holder = newId();
  const [row] = await sql<{ term: string }>(
    `INSERT INTO maestro_leases AS l (name, holder, term, expires_at) VALUES ($1, $2, 1, 'infinity')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, term = l.term + 1 RETURNING term`,
    [LEASE, holder],
  );
  term = { holder, number: Number(row?.term) };
}

function sender(): WebhookSender {
  const made = new WebhookSender({
    ...{ database: engine, tenants, secrets, lease: LEASE, closed: [], random: () => 0.5 },
    onRoom: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  opened.push(made);
  return made;
}

/** Sends what is due, and waits for it. */
async function send(): Promise<void> {
  const one = sender();
  await one.round(term);
  await one.idle();
}

/** A tenant with an address of its own, which it may reach, and a run that ends. */
async function openTenant(events = ['maestro.run.finished'], { allowed = true } = {}) {
  const tenantId = newId();
  const egressAllow = allowed ? [receiver.host] : [];
  await tenants.withTenant(tenantId, (tx) =>
    tx.manager.insert(Tenant, { id: tenantId, name: `t-${tenantId}`, env: 'test', egressAllow }),
  );
  const tx = <T>(work: (tx: TenantTx) => Promise<T>) => tenants.withTenant(tenantId, work);
  const fields = { url: receiver.url, description: '', events, templateIds: [], orchestraIds: [] };
  const { row, secret } = await tx((t) => createWebhook(secrets, t, { fields, actor: 'ada' }));
  const deliveries = async () =>
    (await tx((t) => listDeliveries(t, { webhookId: row.id, statuses: [], after: null, limit: 50 }))).rows;
  return { tenantId, tx, row, secret, deliveries, webhook: () => tx((t) => getWebhook(t, row.id)) };
}

type Opened = Awaited<ReturnType<typeof openTenant>>;

const endRun = (tenantId: string, ended?: string) => insertEndedRun(owner, tenantId, ended);

async function told(opened: Opened, count: number): Promise<void> {
  await eventually(async () => {
    await follow();
    return (await opened.deliveries()).length >= count;
  });
}

it('tells of a run that ended: signed, as a CloudEvent, to who asked for it and to nobody else', async () => {
  const [mine, other] = [
    await openTenant(['maestro.run.finished', 'maestro.run.failed']),
    await openTenant(),
  ];
  const deaf = await openTenant(['maestro.run.succeeded']);
  const run = await endRun(mine.tenantId);
  await endRun(deaf.tenantId);
  await told(mine, 2);
  await send();
  expect(receiver.received).toHaveLength(2);
  for (const message of receiver.received) {
    expect(verified(message, mine.secret)).toBe(message.headers['webhook-id']);
    expect(() => verified(message, other.secret)).toThrow('fit');
  }
  const events = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(events.map(({ type }) => type).sort()).toEqual(['maestro.run.failed', 'maestro.run.finished']);
  expect(events[0]).toMatchObject({
    ...{
      specversion: '1.0',
      id: receiver.received[0]?.headers['webhook-id'],
      subject: expect.stringMatching(/^run_/),
    },
    data: {
      status: 'failed',
      output: '3 drafts written',
      error: { code: 'task-failed', message: 'it broke' },
    },
  });
  expect(run).toBeDefined();
  expect(await other.deliveries()).toEqual([]);
  expect(await deaf.deliveries()).toEqual([]);
  const [delivery] = await mine.deliveries();
  expect(delivery).toMatchObject({ status: 'delivered', attempts: 1, log: [{ status: 200, error: null }] });
});

it('tries again over days under the same id, as long as the server asks, and gives up in the end', async () => {
  const mine = await openTenant();
  await endRun(mine.tenantId);
  await told(mine, 1);
  receiver.answers(status(503, { 'retry-after': '3600' }, `no: ${mine.secret}`));
  await send();
  const [first] = await mine.deliveries();
  expect(first).toMatchObject({ status: 'pending', attempts: 1, log: [{ status: 503, error: 'http_503' }] });
  expect(first?.log[0]?.response).toMatch(/^no: \*\*\*/);
  await advance(1_800_000);
  await send();
  expect(receiver.received).toHaveLength(1);
  receiver.answers(status(302, { location: 'http://127.0.0.1:1/' }));
  await advance(1_800_000);
  await send();
  for (const pause of [...RETRY_AFTER_MS.slice(1), DAY_MS]) {
    await advance(pause);
    await send();
  }
  expect(receiver.received).toHaveLength(10);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  const [last] = await mine.deliveries();
  expect(last).toMatchObject({ status: 'failed', attempts: 10 });
  expect(last?.log.map(({ error }) => error)).toEqual(['http_503', ...Array(9).fill('too-many-redirects')]);
  expect(await mine.webhook()).toMatchObject({ enabled: true });
  // Nothing but failures for longer than five days: nobody is there any more.
  await advance(DAY_MS);
  await mine.tx(async (tx) => testWebhook(tx, await getWebhook(tx, mine.row.id), 'ada'));
  await send();
  expect(await mine.webhook()).toMatchObject({ enabled: false, offReason: 'failing' });
  const audit = await mine.tx((tx) =>
    tx.query<{ detail: unknown }>(
      `SELECT detail FROM maestro_audit_entries WHERE action = 'webhook.disabled'`,
    ),
  );
  expect(audit).toEqual([{ detail: { reason: 'failing', cancelled: 1 } }]);

  receiver.answers(status(200));
  await mine.tx(async (tx) =>
    switchWebhook(tx, await getWebhook(tx, mine.row.id, true), { on: true, actor: 'ada' }),
  );
  await mine.tx((tx) => replayDelivery(tx, last?.id ?? null, 'ada'));
  await send();
  expect(receiver.received[11]?.headers['webhook-id']).toBe(receiver.received[0]?.headers['webhook-id']);
  expect((await mine.deliveries())[0]).toMatchObject({ status: 'delivered', replayOf: last?.id });
});

it('leaves an address alone that says it is gone, and cancels what waits for it', async () => {
  const mine = await openTenant();
  await endRun(mine.tenantId);
  await told(mine, 1);
  await mine.tx(async (tx) => testWebhook(tx, await getWebhook(tx, mine.row.id), 'ada'));
  receiver.answers(status(410));
  await sender().round({ ...term, number: term.number - 1 });
  expect(receiver.received).toHaveLength(0);
  await sql("UPDATE maestro_webhook_deliveries SET next_at = next_at + interval '1 hour' WHERE type = $1", [
    'maestro.webhook.test',
  ]);
  await send();
  expect((await mine.deliveries()).map((row) => row.status).sort()).toEqual(['cancelled', 'failed']);
  expect(await mine.webhook()).toMatchObject({ enabled: false, offReason: 'gone' });
  await expect(mine.tx((tx) => replayDelivery(tx, null, 'ada'))).rejects.toMatchObject({ code: 'not-found' });
});

it('sends again what a leader was sending when it died, and hears no more of the dead one', async () => {
  const mine = await openTenant();
  await endRun(mine.tenantId);
  await told(mine, 1);
  let late = (): void => undefined;
  receiver.answers((response) => (late = () => void response.end()));
  const dying = sender();
  await dying.round(term);
  await eventually(() => receiver.received.length === 1);
  await lead();
  await send();
  expect(receiver.received).toHaveLength(1);
  await advance(31_000);
  receiver.answers(status(200));
  await send();
  expect(receiver.received).toHaveLength(2);
  late();
  await dying.idle();
  expect(await mine.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
});

it('goes past an address that hangs', async () => {
  const [slow, quick] = [await openTenant(), await openTenant()];
  const held: (() => void)[] = [];
  for (let i = 0; i < 6; i += 1) await endRun(slow.tenantId);
  await told(slow, 6);
  await endRun(quick.tenantId);
  await told(quick, 1);
  receiver.answers((response) => {
    held.push(() => void response.end());
  });
  const one = sender();
  await one.round(term);
  await one.round(term);
  // Four of the slow one's six, and the one of the other.
  await eventually(() => held.length === 5);
  expect((await quick.deliveries())[0]?.status).toBe('pending');
  receiver.answers(status(200));
  held.forEach((release) => release());
  await one.idle();
  await send();
  expect((await slow.deliveries()).map((row) => row.status)).toEqual(Array(6).fill('delivered'));
});

it('reaches nothing that the tenant may not reach', async () => {
  const mine = await openTenant(undefined, { allowed: false });
  await endRun(mine.tenantId);
  await told(mine, 1);
  await send();
  expect(receiver.received).toHaveLength(0);
  expect(await mine.deliveries()).toMatchObject([
    { status: 'pending', log: [{ status: null, error: 'egress-denied' }] },
  ]);
});

it('signs with both secrets while they change, and outlives a new data key', async () => {
  const mine = await openTenant();
  const request = { overlapSeconds: 3_600, actor: 'ada' };
  const { secret } = await mine.tx(async (tx) =>
    rotateWebhookSecret(secrets, tx, { ...request, row: await getWebhook(tx, mine.row.id, true) }),
  );
  const test = () => mine.tx(async (tx) => testWebhook(tx, await getWebhook(tx, mine.row.id), 'ada'));
  await test();
  await mine.tx((tx) => rotateDataKey(secrets, tx, 'ada'));
  await send();
  await advance(3_601_000);
  await test();
  await send();
  const [both, one] = receiver.received as [Received, Received];
  for (const each of [mine.secret, secret]) expect(verified(both, each)).toMatch(/^msg_/);
  expect(() => verified(one, mine.secret)).toThrow('fit');
  expect(verified(one, secret)).toMatch(/^msg_/);
  await mine.tx(async (tx) => removeWebhook(tx, (await findWebhook(tx, mine.row.id)) as WebhookRow, 'ada'));
  expect(await mine.tx((tx) => tx.query('SELECT FROM maestro_sealed_values'))).toEqual([]);
});

it('forgets what ended a month ago, and nothing that is open', async () => {
  const mine = await openTenant();
  await mine.tx(async (tx) => testWebhook(tx, await getWebhook(tx, mine.row.id), 'ada'));
  await send();
  await advance(31 * DAY_MS);
  await mine.tx(async (tx) => testWebhook(tx, await getWebhook(tx, mine.row.id), 'ada'));
  while ((await sender().prune(2)) === 2);
  expect(await mine.deliveries()).toMatchObject([{ status: 'pending' }]);
});

it('tells of accounts, anomalies and missed deadlines, each once', async () => {
  const opened = await openTenant([
    ...['maestro.budget.threshold_crossed', 'maestro.budget.exhausted'],
    ...['maestro.anomaly.detected', 'maestro.deadline.missed'],
  ]);
  const { tenantId } = opened;
  const quiet = await openTenant();
  const [budget, orchestra] = [newId(), newId()];
  const insert = `INSERT INTO maestro_events (tenant_id, run_id, type, data) VALUES ($1, $2, $3, $4)`;
  const moved = (tenant: string) => owner.query(insert, [tenant, newId(), 'tasks', '{}']);
  const account = `INSERT INTO maestro_budgets (tenant_id, id, scope, subject, period, cap, spent, created_by)
    VALUES ($1, $2, 'tenant', $1, 'total', 1000000, 850000, 'test')`;
  await owner.query(account, [tenantId, budget]);
  await owner.query(account, [quiet.tenantId, newId()]);
  await moved(tenantId);
  await moved(quiet.tenantId);
  const bodies = async (count: number) => {
    await told(opened, count);
    return (
      await sql<{ body: string }>(
        `SELECT body FROM maestro_webhook_deliveries WHERE tenant_id = '${tenantId}' ORDER BY id`,
      )
    ).map(({ body }) => JSON.parse(body) as { type: string; subject: string; data: unknown });
  };
  const [crossed] = await bodies(1);
  expect(crossed).toMatchObject({
    type: 'maestro.budget.threshold_crossed',
    subject: formatId('bud', budget),
    data: {
      scope: 'tenant',
      of: formatId('ten', tenantId),
      threshold_percent: 80,
      cap_cents: 100,
      spent_cents: 85,
    },
  });

  await owner.query('UPDATE maestro_budgets SET spent = 1000000 WHERE id = $1', [budget]);
  await moved(tenantId);
  await moved(tenantId);
  expect((await bodies(2))[1]).toMatchObject({
    type: 'maestro.budget.exhausted',
    data: { threshold_percent: 100 },
  });

  const run = await endRun(tenantId, 'succeeded');
  const measured = { measure: 'cost', value: 500_000, median: 20_000, score: 48, samples: 20 };
  await owner.query(insert, [tenantId, run, 'anomaly.detected', JSON.stringify(measured)]);
  const missed = {
    orchestra,
    run: null,
    slot: '2026-01-01T06:00:00Z',
    deadline_at: '2026-01-01T07:00:00Z',
    status: 'skipped',
    reason: 'freeze',
  };
  await owner.query(insert, [tenantId, newId(), 'slot.deadline_missed', JSON.stringify(missed)]);
  const [, , anomaly, deadline, ...more] = await bodies(4);
  expect(anomaly).toMatchObject({
    type: 'maestro.anomaly.detected',
    subject: formatId('run', run),
    data: { status: 'succeeded', anomaly: { measure: 'cost', value: 50, median: 2, score: 48, samples: 20 } },
  });
  expect(deadline).toMatchObject({
    type: 'maestro.deadline.missed',
    subject: formatId('orc', orchestra),
    data: {
      orchestra: { id: formatId('orc', orchestra) },
      run_id: null,
      status: 'skipped',
      reason: 'freeze',
    },
  });
  expect(more).toEqual([]);
  expect(await quiet.deliveries()).toEqual([]);
});
