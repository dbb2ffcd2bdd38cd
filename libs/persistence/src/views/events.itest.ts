import { eventually } from '@maestro/testing';
import { Client } from 'pg';
import { createFixture, type Fixture, type FixtureTenant } from '../../test/fixture';
import { beginning, type EventPosition } from './event-cursor';
import { findRunHead, listEvents } from './events.view';

let fixture: Fixture;
let tenant: FixtureTenant;
let runId: string;

beforeAll(async () => (fixture = await createFixture()));
afterAll(() => fixture.close());
beforeEach(async () => {
  tenant = await fixture.newTenant();
  runId = await tenant.startRun(await tenant.newTemplate(['a', 'b']), 2);
});

const list = (after: EventPosition = beginning, limit = 100) =>
  tenant.run((tx) => listEvents(tx, { runId, after, limit }));

const log = `INSERT INTO maestro_events (tenant_id, run_id, type, data) VALUES ($1, $2, 'log', $3)`;
const append = (text: string) => tenant.engine(log, runId, JSON.stringify({ text }));

/** A second writer whose transaction the test ends when it likes. */
async function openWriter(): Promise<{ append(text: string): Promise<void>; commit(): Promise<void> }> {
  const client = new Client({ connectionString: fixture.test.engineUrl });
  await client.connect();
  await client.query('BEGIN');
  return {
    append: async (text) => void (await client.query(log, [tenant.id, runId, JSON.stringify({ text })])),
    commit: async () => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

it('unpacks the transitions of an event', async () => {
  // Other suites share the server, and any open transaction of theirs holds the horizon back for a moment.
  const { rows } = await eventually(async () => {
    const page = await list();
    return page.hasMore ? undefined : page;
  });
  expect(rows).toMatchObject([
    {
      type: 'run.created',
      actor: 'key:test',
      transitions: [{ n: 0, node: 0, from: null, to: 'queued', attempt: 0 }],
      data: null,
    },
  ]);
});

it('reads on from where it stands, without gap or repeat', async () => {
  for (let i = 0; i < 5; i += 1) await append(`line ${i}`);
  const seen: unknown[] = [];
  let after: EventPosition = beginning;
  for (let more = true; more;) {
    const page = await list(after, 2);
    seen.push(...page.rows.map((event) => event.data?.text ?? event.type));
    after = page.rows.at(-1) ?? after;
    more = page.hasMore;
  }
  expect(seen).toEqual(['run.created', 'line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
});

it('holds an event back while an older transaction could still put one before it', async () => {
  const older = await openWriter();
  await older.append('older');
  await append('newer');

  // The run's own start is behind the horizon once no suite beside this one holds it back; what waits for `older` cannot be.
  const before = await eventually(async () => {
    const page = await list();
    return page.rows.length > 0 ? page : undefined;
  });
  expect(before.rows.map((event) => event.type)).toEqual(['run.created']);
  expect(before.hasMore).toBe(true);

  await older.commit();
  const after = await eventually(async () => {
    const page = await list(before.rows.at(-1));
    return page.hasMore ? undefined : page;
  });
  expect(after.rows.map((event) => event.data?.text)).toEqual(['older', 'newer']);
});

it('names plan, end and cluster of a run, the cluster always the same', async () => {
  const [head, again] = await tenant.run(async (tx) => [
    await findRunHead(tx, runId),
    await findRunHead(tx, runId),
  ]);
  expect(head).toMatchObject({
    templateVersion: 1,
    ended: false,
    cluster: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(again).toEqual(head);
});

it('tells two databases apart', async () => {
  const second = await createFixture();
  const other = await second.newTenant();
  const otherRun = await other.startRun(await other.newTemplate());
  const head = await tenant.run((tx) => findRunHead(tx, runId));
  expect((await other.run((tx) => findRunHead(tx, otherRun)))?.cluster).not.toBe(head?.cluster);
  await second.close();
});

it('E020: shows nothing of another tenant', async () => {
  const other = await fixture.newTenant();
  expect(await other.run((tx) => findRunHead(tx, runId))).toBeNull();
  expect((await other.run((tx) => listEvents(tx, { runId, after: beginning, limit: 10 }))).rows).toEqual([]);
});
