import { tmpdir } from 'node:os';
import { createFileArtifactStore } from '@maestro/artifacts';
import { createEngine, type Engine } from '@maestro/engine';
import { createElection, type Election } from '@maestro/leadership';
import { openEngineDatabase, type EngineDatabase } from '@maestro/persistence';
import {
  createConsumer,
  createDispatcher,
  createQueueMonitor,
  LANES,
  type Consumer,
  type QueueDispatcher,
  type QueueMonitor,
} from '@maestro/queue';
import { createTestDatabase, createTestRedis, eventually, type TestDatabase } from '@maestro/testing';
import { seed } from '../test/seed';
import { createMaintenance, type Maintenance } from './maintenance';

const redis = createTestRedis();
const queue = { redisUrl: redis.url, prefix: redis.prefix, onError: () => undefined };
const tickMs = 100;

describe('the work of a leader', () => {
  let database: TestDatabase;
  let connection: EngineDatabase;
  let dispatcher: QueueDispatcher;
  let monitor: QueueMonitor;
  let engine: Engine;
  let maintenance: Maintenance;
  let election: Election;
  let consumers: Consumer[];
  /** How often each task was named to the worker. */
  let named: number;
  let errors: unknown[];

  beforeEach(async () => {
    named = 0;
    errors = [];
    database = await createTestDatabase();
    connection = openEngineDatabase({ url: database.engineUrl, max: 6, application: 'maintenance-test' });
    dispatcher = createDispatcher(queue);
    monitor = createQueueMonitor(queue);
    engine = createEngine({ database: connection, dispatcher, artifacts: createFileArtifactStore(tmpdir()) });
    maintenance = createMaintenance({ engine, monitor, tickMs, onError: (error) => errors.push(error) });
    election = createElection({
      database: connection,
      name: 'scheduler',
      leaseMs: 2_000,
      tickMs,
      onGained: (term) => maintenance.start(term),
      renew: (lease) => maintenance.beat(lease),
    });
    consumers = LANES.map((lane) =>
      createConsumer({
        ...queue,
        ...{ queue: 'default', lane },
        slots: () => 1_000,
        onTaken: (messages) => void (lane === 'bulk' && dispatcher.taken('default', messages)),
        onTasks: async (tasks) => void (named += tasks.length),
      }),
    );
    for (const consumer of consumers) consumer.start();
  });

  afterEach(async () => {
    await election.stop();
    await maintenance.stop();
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await dispatcher.close();
    monitor.close();
    await connection.close();
    await database.drop();
    await redis.clear();
  });

  it('fills an empty Redis from the tables, and again whenever it has been emptied', async () => {
    await seed(database.ownerUrl, { count: 120 });
    election.start();
    await eventually(() => named >= 120);
    await eventually(() => monitor.readGeneration());
    for (const times of [2, 3]) {
      await redis.clear();
      await eventually(() => named >= 120 * times);
    }
    expect(errors).toEqual([]);
  });

  it('wakes parked tasks when the clock of the database says so, once', async () => {
    await seed(database.ownerUrl, { count: 700, wakeInMs: 60_000 });
    election.start();
    await Promise.all(maintenance.loops.map((loop) => loop.started));
    expect(named).toBe(0);
    await database.setClockOffset(60_000);
    await eventually(() => named === 700);
    expect(errors).toEqual([]);
  });

  it('is done by nobody once the term is over', async () => {
    election.start();
    await eventually(() => monitor.readGeneration());
    await election.stop();
    await maintenance.stop();
    await seed(database.ownerUrl, { count: 1 });
    await redis.clear();
    const from = performance.now();
    await eventually(() => performance.now() - from > 5 * tickMs);
    expect([named, await monitor.readGeneration()]).toEqual([0, null]);
  });
});
