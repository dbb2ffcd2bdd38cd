import { randomBytes } from 'node:crypto';
import { createFeedFollower } from '@maestro/engine';
import {
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
import { verifyMessage } from '../src/signing/verify';
import { openReceiver, status, type Received, type Receiver } from './receiver';

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
  createFeedFollower({ database: engine, lease: LEASE, consumers: [createWebhookFeed()] }).round(term);

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

async function endRun(tenantId: string, ended = 'failed'): Promise<string> {
  const [run, template] = [newId(), newId()];
  await owner.query(
    `WITH template AS (
       INSERT INTO maestro_templates (tenant_id, id, name, latest_version) VALUES ($1, $3::uuid, $3::uuid::text, 1)
     ), version AS (
       INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan, created_by)
       VALUES ($1, $3::uuid, 1, repeat('0', 64), 'json', '{}', '{}', 'test')
     ), run AS (
       INSERT INTO maestro_runs (tenant_id, id, template_id, template_version, status, open_sinks, finalizer, inputs, created_by,
                                 created_at, check_at, finished_at, summary, error)
       VALUES ($1, $2, $3::uuid, 1, $4::text::maestro_run_status, 0, false, '{}', 'test', maestro_now(), maestro_now(), maestro_now(),
               '3 drafts written', '{"code": "task-failed", "message": "it broke"}')
     )
     INSERT INTO maestro_events (tenant_id, run_id, type, data) VALUES ($1, $2, 'run.finished', jsonb_build_object('status', $4::text))`,
    [tenantId, run, template, ended],
  );
  return run;
}

async function told(opened: Opened, count: number): Promise<void> {
  await eventually(async () => {
    await follow();
    return (await opened.deliveries()).length >= count;
  });
}

const verified = (message: Received, secret: string) => {
  const now = new Date(Number(message.headers['webhook-timestamp']) * 1_000);
  return verifyMessage(
    'standard-webhooks',
    { ...message, body: Buffer.from(message.body) },
    { secrets: [secret], now },
  );
};

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
