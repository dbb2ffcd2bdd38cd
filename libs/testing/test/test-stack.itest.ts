import { Client } from 'pg';
import Redis from 'ioredis';
import { createTestDatabase } from '../src/test-database';
import { createTestRedis } from '../src/test-redis';

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

describe('a test database', () => {
  it('is migrated, reachable under each role, and the suite’s own', async () => {
    const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    for (const [url, role] of [
      [one.appUrl, 'maestro_app'],
      [one.engineUrl, 'maestro_engine'],
    ] as const) {
      expect(await query(url, 'SELECT current_user::text AS role')).toEqual([{ role }]);
    }
    await query(one.ownerUrl, 'CREATE TABLE only_here (n int)');
    expect(await query(other.ownerUrl, "SELECT to_regclass('only_here') AS found")).toEqual([
      { found: null },
    ]);
    expect(await query(other.ownerUrl, 'SELECT count(*) > 0 AS migrated FROM maestro_migrations')).toEqual([
      { migrated: true },
    ]);
    await Promise.all([one.drop(), other.drop()]);
    await expect(query(one.ownerUrl, 'SELECT 1')).rejects.toThrow(/does not exist/);
  });

  it('has a clock of its own', async () => {
    const [moved, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    const hours =
      'SELECT round(extract(epoch FROM maestro_now() - statement_timestamp()) / 3600)::int AS hours';
    await moved.setClockOffset(5 * 3_600_000);
    expect(await query(moved.engineUrl, hours)).toEqual([{ hours: 5 }]);
    expect(await query(other.engineUrl, hours)).toEqual([{ hours: 0 }]);
    await Promise.all([moved.drop(), other.drop()]);
  });
});

describe('a test Redis', () => {
  it('clears its own keys and nobody else’s', async () => {
    const [one, other] = [createTestRedis(), createTestRedis()];
    expect(one.prefix).not.toBe(other.prefix);
    const redis = new Redis(one.url);
    try {
      await redis.mset(`${one.prefix}:a`, '1', `${one.prefix}:b`, '2', `${other.prefix}:a`, '3');
      await one.clear();
      expect(await redis.exists(`${one.prefix}:a`, `${one.prefix}:b`)).toBe(0);
      expect(await redis.exists(`${other.prefix}:a`)).toBe(1);
      await other.clear();
    } finally {
      redis.disconnect();
    }
  });
});
