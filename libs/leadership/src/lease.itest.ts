import { newId, openEngineDatabase, type EngineDatabase } from '@maestro/persistence';
import { createTestDatabase, type TestDatabase } from '@maestro/testing';
import { createLease, type Lease } from './lease';

const leaseMs = 60_000;

describe('a lease', () => {
  let database: TestDatabase;
  let engine: EngineDatabase;
  let lease: Lease;
  let names = 0;
  const [a, b] = [newId(), newId()];

  beforeAll(async () => {
    database = await createTestDatabase();
    engine = openEngineDatabase({ url: database.engineUrl, max: 8, application: 'leadership-test' });
  });
  afterAll(async () => {
    await engine.close();
    await database.drop();
  });
  beforeEach(async () => {
    await database.setClockOffset(0);
    lease = createLease(engine, `lease-${(names += 1)}`, leaseMs);
  });

  it('goes to one of many that ask at once, the first time and every other time', async () => {
    for (const term of [1, 2, 3]) {
      const grants = await Promise.all(Array.from({ length: 16 }, () => lease.campaign(newId())));
      expect(grants.filter((grant) => grant !== null)).toEqual([term]);
      await database.setClockOffset(term * leaseMs + 1);
    }
  });

  it('runs out by the clock of the database alone', async () => {
    expect(await lease.campaign(a)).toBe(1);
    await database.setClockOffset(leaseMs - 1_000);
    expect(await lease.campaign(b)).toBeNull();
    await database.setClockOffset(leaseMs);
    expect(await lease.campaign(b)).toBe(2);
  });

  it('is prolonged by its holder in its term only', async () => {
    await lease.campaign(a);
    expect([await lease.renew(b, 1), await lease.renew(a, 2), await lease.renew(a, 1)]).toEqual([
      false,
      false,
      true,
    ]);
    await database.setClockOffset(leaseMs);
    await lease.campaign(b);
    expect([await lease.renew(a, 1), await lease.renew(b, 2)]).toEqual([false, true]);
  });

  it('is prolonged late where nobody took it', async () => {
    await lease.campaign(a);
    await database.setClockOffset(2 * leaseMs);
    expect(await lease.renew(a, 1)).toBe(true);
    expect(await lease.campaign(b)).toBeNull();
  });

  it('is given back by its holder in its term only', async () => {
    await lease.campaign(a);
    await Promise.all([lease.resign(b, 1), lease.resign(a, 2)]);
    expect(await lease.campaign(b)).toBeNull();
    await lease.resign(a, 1);
    expect(await lease.campaign(b)).toBe(2);
  });
});
