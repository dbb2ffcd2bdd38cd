import {
  createTestDatabase,
  createTestRedis,
  eventually,
  startServices,
  type ServiceProcess,
  type Services,
  type TestDatabase,
} from '@maestro/testing';

const redis = createTestRedis();
/** Lease and tick of the test profile, and what a slow machine needs on top. */
const HAND_OVER_MS = 2_000 + 500 + 1_000;

interface Facts {
  leader: boolean;
  term: number | null;
  lag_ms: number;
}

async function factsOf(service: ServiceProcess): Promise<Facts | null> {
  try {
    const answer = await fetch(`${service.url}/readyz`, { signal: AbortSignal.timeout(500) });
    return ((await answer.json()) as { facts?: Facts }).facts ?? null;
  } catch {
    return null;
  }
}

/** The one that leads, once there is exactly one. */
function leaderAmong(candidates: readonly ServiceProcess[]) {
  return eventually(
    async () => {
      const facts = await Promise.all(candidates.map(factsOf));
      const leading = candidates.filter((_, i) => facts[i]?.leader);
      const [leader] = leading;
      if (!leader || leading.length > 1) return null;
      return { leader, term: facts[candidates.indexOf(leader)]?.term ?? 0 };
    },
    { what: 'exactly one leader' },
  );
}

describe('schedulers side by side', () => {
  let database: TestDatabase;
  let services: Services;

  beforeAll(async () => {
    database = await createTestDatabase();
    services = await startServices({ database, redis, api: 0, worker: 0, scheduler: 3 });
  }, 60_000);
  afterAll(async () => {
    for (const service of services.scheduler) service.kill('SIGCONT');
    await services.stop();
    await database.drop();
    await redis.clear();
  });

  const ends: [string, NodeJS.Signals][] = [
    ['is stopped without a chance to say so', 'SIGSTOP'],
    ['dies', 'SIGKILL'],
    ['is asked to stop', 'SIGTERM'],
  ];
  it.each(ends)(
    'hand over within lease and tick when the leader %s',
    async (_, signal) => {
      const { leader, term } = await leaderAmong(services.scheduler);
      const others = services.scheduler.filter((service) => service !== leader);
      const from = performance.now();
      leader.kill(signal);
      const next = await leaderAmong(others);
      expect(performance.now() - from).toBeLessThan(HAND_OVER_MS);
      expect(next.term).toBe(term + 1);

      // Awake again, the old one knows that its time is over; a dead one is replaced.
      leader.kill('SIGCONT');
      if (signal !== 'SIGSTOP') {
        await leader.exited;
        services.scheduler.splice(services.scheduler.indexOf(leader), 1);
        await services.start('scheduler');
      }
      expect((await leaderAmong(services.scheduler)).leader).toBe(next.leader);
    },
    30_000,
  );
});
