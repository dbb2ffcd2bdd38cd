import { planOf } from '@maestro/flow/testing';
import { newId } from '@maestro/persistence';
import { eventually } from '@maestro/testing';
import { Client } from 'pg';
import {
  createFeedFollower,
  type EventConsumer,
  type FeedConsumer,
  type FeedEvent,
  type FeedSpan,
} from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';

const LEASE = 'follow-test';
const plan = planOf([{}], []);

let harness: Harness;
let worker: TestWorker;
let term: { holder: string; number: number };
beforeAll(async () => {
  harness = await createHarness();
  worker = await harness.worker();
});
afterAll(() => harness.close());

let names = 0;
/** A consumer that notes what was committed with its cursor, and fails where told. */
function consumer(types = ['run.finished']) {
  const heard: FeedEvent[] = [];
  const fail = { next: 0 };
  const name = `test-${'abcdefghij'[names++]}`;
  const consume: EventConsumer['consume'] = async (_tx, events) => {
    heard.push(...events);
    if (fail.next-- > 0) {
      heard.splice(heard.length - events.length);
      throw new Error('not now');
    }
  };
  return { heard, fail, consumer: { name, types, consume } };
}

const followerOf = (consumers: FeedConsumer[], batch?: number) =>
  createFeedFollower({ database: harness.database, lease: LEASE, consumers, batch });

async function lead(): Promise<{ holder: string; number: number }> {
  const holder = newId();
  const [row] = await harness.sql<{ term: string }>(
    `INSERT INTO maestro_leases AS l (name, holder, term, expires_at) VALUES ($1, $2, 1, 'infinity')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, term = l.term + 1 RETURNING term`,
    [LEASE, holder],
  );
  return { holder, number: Number(row?.term) };
}

async function finish(count: number): Promise<string[]> {
  const runs = await Promise.all(Array.from({ length: count }, () => harness.start(plan)));
  await worker.drain(() => succeed());
  return runs.map(({ runId }) => runId);
}

beforeEach(async () => {
  term = await lead();
});

it('tells of each run that ended once, in batches, from now on, across leaders', async () => {
  const [before, { heard, consumer: one }] = [consumer(), consumer()];
  await followerOf([before.consumer]).round(term);
  await finish(2);
  // "Now" is the oldest transaction still open on the server: what ended before is behind it only once another has heard of it.
  await eventually(async () => {
    await followerOf([before.consumer]).round(term);
    return before.heard.length === 2;
  });
  await followerOf([one]).round(term);
  const runs = await finish(5);
  const follower = followerOf([one], 3);
  await eventually(async () => {
    await follower.round(term);
    return heard.length >= 3;
  });
  term = await lead();
  await eventually(async () => {
    await followerOf([one], 3).round(term);
    return heard.length >= 5;
  });
  await followerOf([one]).round(term);
  expect(heard.map((event) => event.runId).sort()).toEqual([...runs].sort());
  expect(heard[0]).toMatchObject({
    ...{ tenantId: harness.tenantId, type: 'run.finished', data: { status: 'succeeded' } },
    ...{ templateId: expect.any(String), templateVersion: 1, orchestraId: null },
  });
});

it('is told nothing by a leader whose term is over', async () => {
  const { heard, consumer: one } = consumer();
  await followerOf([one]).round(term);
  const old = term;
  term = await lead();
  const [run] = await finish(1);
  await followerOf([one]).round(old);
  expect(heard).toEqual([]);
  await eventually(async () => {
    await followerOf([one]).round(term);
    return heard.length > 0;
  });
  expect(heard.map((event) => event.runId)).toEqual([run]);
});

it('tells again what a consumer did not take, and the others meanwhile', async () => {
  const [bad, good] = [consumer(), consumer()];
  const follower = followerOf([bad.consumer, good.consumer]);
  await follower.round(term);
  const [run] = await finish(1);
  bad.fail.next = 2;
  await eventually(async () => {
    await follower.round(term).catch(() => undefined);
    return bad.heard.length > 0;
  });
  await follower.round(term);
  for (const { heard } of [bad, good]) expect(heard.map((event) => event.runId)).toEqual([run]);
});

it('never skips what commits late, and says that something is still to come', async () => {
  const { heard, consumer: one } = consumer(['test.late']);
  const follower = followerOf([one]);
  await follower.round(term);
  const late = new Client({ connectionString: harness.ownerUrl });
  await late.connect();
  const insert = `INSERT INTO maestro_events (tenant_id, run_id, type) VALUES ($1, $2, 'test.late')`;
  const [first, second] = [newId(), newId()];
  try {
    await late.query(`BEGIN; SELECT set_config('app.tenant_id', '${harness.tenantId}', true)`);
    await late.query(insert, [harness.tenantId, first]);
    await harness.sql(insert, [harness.tenantId, second]);
    expect(await follower.round(term)).toMatchObject({ unsettled: true });
    expect(heard).toEqual([]);
    await late.query('COMMIT');
  } finally {
    await late.end();
  }
  await eventually(async () => {
    await follower.round(term);
    return heard.length === 2;
  });
  expect(heard.map((event) => event.runId)).toEqual([first, second]);
});

it('reads only what a consumer waits for, and lets it ask about a span itself', async () => {
  const { heard, consumer: one } = consumer();
  const [asked, spans, waiting]: [unknown[], FeedSpan[], boolean[]] = [[], [], []];
  const picky: EventConsumer = {
    ...one,
    wants: async (_tx, sorts) => {
      asked.push(...sorts);
      return waiting.pop() ? sorts : [];
    },
  };
  const looking = async (_database: unknown, span: FeedSpan) => {
    spans.push(span);
    return null;
  };
  const look: FeedConsumer = { name: `${one.name}-look`, types: ['run.finished'], look: looking };
  const idle: FeedConsumer = { ...look, name: `${one.name}-idle`, types: ['test.never'] };
  const follower = followerOf([picky, look, idle]);
  await follower.round(term);
  await finish(2);
  await eventually(async () => {
    await follower.round(term);
    return spans.length > 0 && asked.length > 0;
  });
  // Until all of both is settled, so that none of it is told below.
  await eventually(async () => (await follower.round(term)).unsettled === false);
  expect(heard).toEqual([]);
  expect(asked).toContainEqual({ tenantId: harness.tenantId, type: 'run.finished' });
  waiting.push(true);
  asked.length = 0;
  const looks = spans.length;
  const [run] = await finish(1);
  await eventually(async () => {
    await follower.round(term);
    return heard.length > 0 && spans.length > looks;
  });
  expect(heard.map((event) => event.runId)).toEqual([run]);
  const stand = await harness.sql<{ places: string }>(
    `SELECT count(DISTINCT (xid, id)) AS places FROM maestro_feed_cursors WHERE consumer LIKE $1`,
    [`${one.name}%`],
  );
  expect(stand).toEqual([{ places: '1' }]);
  for (const [i, { after }] of spans.entries()) if (i > 0) expect(after).toEqual(spans[i - 1]?.upto);
});
