import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertRedisPolicy } from '../src/redis/policy';
import { makeFolder, onRedis, readState, start, tidy } from './places';

jest.setTimeout(30_000);
afterAll(tidy);

/** One folder for the whole file, since making a database is what takes long: each test repairs what it broke. */
const stateDir = makeFolder();
const again = () => start({ stateDir });

beforeAll(async () => (await again()).stop());

/** Breaks the folder by taking something away, with `stub` in its place where one is given. */
async function without(path: string, stub: string | undefined, check: () => Promise<void>): Promise<void> {
  renameSync(path, `${path}.away`);
  if (stub !== undefined) writeFileSync(path, stub);
  try {
    await check();
  } finally {
    rmSync(path, { force: true });
    renameSync(`${path}.away`, path);
  }
}

/** Nothing runs, nothing is locked. */
function expectQuiet(): void {
  const { postgres, redis } = readState(stateDir);
  expect([postgres?.process, redis?.process]).toEqual([undefined, undefined]);
  expect(readdirSync(stateDir)).not.toContain('launcher.lock');
}

describe('when one of the two fails', () => {
  it('Postgres is stopped again, and the fault of Redis is told in one line', () =>
    without(join(stateDir, 'redis', 'appendonlydir'), 'in the way', async () => {
      await expect(again()).rejects.toMatchObject({
        code: 'start-failed',
        message: expect.stringMatching(/^Redis did not start: .*appendonlydir.*\(log: .*redis\.log\)$/),
      });
      expectQuiet();
    }));

  it('Redis is stopped again, and the fault of Postgres is told in one line', () =>
    without(join(stateDir, 'postgres', 'data', 'global', 'pg_control'), undefined, async () => {
      await expect(again()).rejects.toMatchObject({
        code: 'start-failed',
        message: expect.stringMatching(/^Postgres did not start: .*\(log: .*postgres\.log\)$/),
      });
      expectQuiet();
    }));

  it('data of a Postgres that is not here is named, not touched', () =>
    without(join(stateDir, 'postgres', 'data', 'PG_VERSION'), '9\n', async () => {
      await expect(again()).rejects.toMatchObject({
        code: 'no-postgres',
        message: expect.stringMatching(/^No Postgres 9 can be run here \(found only .*DATABASE_URL\.$/),
      });
      expectQuiet();
    }));

  it('data without its password is named, not overwritten', () =>
    without(join(stateDir, 'state.json'), undefined, async () => {
      await expect(again()).rejects.toMatchObject({ code: 'state-unusable' });
      expect(readdirSync(join(stateDir, 'postgres', 'data'))).toContain('PG_VERSION');
    }));
});

describe('a given Redis', () => {
  it('is refused when it may evict keys, accepted with a warning when it does not tell', async () => {
    const stack = await again();
    const { databaseUrl, redisUrl } = stack;
    await assertRedisPolicy(redisUrl);

    await onRedis(redisUrl, (redis) => redis.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    const refusal = {
      code: 'redis-policy',
      message: expect.stringMatching(/^Redis has maxmemory-policy "allkeys-lru" .*noeviction.*\.$/),
    };
    await expect(assertRedisPolicy(redisUrl)).rejects.toMatchObject(refusal);
    await expect(start({ stateDir: makeFolder(), databaseUrl, redisUrl })).rejects.toMatchObject(refusal);

    await onRedis(redisUrl, (redis) =>
      redis.call('ACL', 'SETUSER', 'guest', 'on', '>pw', '~*', '+@all', '-info'),
    );
    const asGuest = redisUrl.replace(/\/\/.*@/, '//guest:pw@');
    const lines: string[] = [];
    await assertRedisPolicy(asGuest, (line) => lines.push(line));
    expect(lines).toEqual([expect.stringContaining('noeviction')]);
    await stack.stop();
    await expect(assertRedisPolicy(redisUrl)).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED/),
    });
  });

  it('is refused with a wrong password', async () => {
    const stack = await again();
    await expect(assertRedisPolicy(stack.redisUrl.replace(/:[^:@/]+@/, ':guess@'))).rejects.toMatchObject({
      code: 'redis-unreachable',
      message: expect.not.stringContaining('guess'),
    });
    await stack.stop();
  });
});
