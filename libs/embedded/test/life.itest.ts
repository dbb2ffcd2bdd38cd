import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eraseEmbeddedStack } from '../src/stack';
import { identities, makeFolder, onRedis, processes, query, readState, start, tidy } from './places';

jest.setTimeout(30_000);
afterAll(tidy);

/** One folder for the whole file: making a database is what takes long. */
const stateDir = makeFolder();
const again = (log?: (line: string) => void) => start({ stateDir, log });

describe('the stack of one folder', () => {
  it('starts from nothing, keeps its data and addresses over a stop, and leaves no process', async () => {
    const lines: string[] = [];
    const cold = await again((line) => lines.push(line));
    expect(cold.origin).toEqual({ postgres: 'started', redis: 'started' });
    expect(lines).toContain('Postgres: making an empty database.');
    await query(cold.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await onRedis(cold.redisUrl, (redis) => redis.set('kept', 'yes'));
    const running = processes(stateDir);
    await Promise.all([cold.stop(), cold.stop()]);
    expect(identities(running)).toEqual([undefined, undefined]);

    const warm = await again((line) => lines.push(line));
    expect(warm).toMatchObject({ databaseUrl: cold.databaseUrl, redisUrl: cold.redisUrl });
    expect(lines.filter((line) => line.includes('empty database'))).toHaveLength(1);
    expect(await query(warm.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(await onRedis(warm.redisUrl, (redis) => redis.get('kept'))).toBe('yes');
    await warm.stop();
  });

  it('is durable, and closed to everybody without the password', async () => {
    const stack = await again();
    const settings = await query<{ name: string; setting: string }>(
      stack.databaseUrl,
      `SELECT name, setting FROM pg_settings WHERE name IN
        ('fsync', 'synchronous_commit', 'listen_addresses', 'unix_socket_directories', 'jit') ORDER BY name`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      jit: 'off',
      listen_addresses: '127.0.0.1',
      synchronous_commit: 'on',
      unix_socket_directories: '',
    });
    const stranger = (url: string) => url.replace(/:[^:@/]+@/, ':guess@');
    await expect(query(stranger(stack.databaseUrl), 'SELECT 1')).rejects.toThrow(
      /password authentication failed/,
    );
    const config = await onRedis(stack.redisUrl, (redis) =>
      redis.config('GET', 'appendonly', 'bind', 'save'),
    );
    expect(config).toEqual(expect.arrayContaining(['appendonly', 'yes', 'bind', '127.0.0.1', 'save', '']));
    expect(statSync(join(stateDir, 'state.json')).mode & 0o777).toBe(0o600);
    await stack.stop();
  });

  it('moves to another port when its own was taken meanwhile', async () => {
    const { postgres, redis } = readState(stateDir);
    const strangers = [postgres?.port, redis?.port].map((port) => createServer().listen(port, '127.0.0.1'));
    await Promise.all(strangers.map((stranger) => once(stranger, 'listening')));
    const stack = await again();
    expect(new URL(stack.databaseUrl).port).not.toBe(String(postgres?.port));
    expect(new URL(stack.redisUrl).port).not.toBe(String(redis?.port));
    expect(await query(stack.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await stack.stop();
    strangers.forEach((stranger) => stranger.close());
  });

  it('belongs to one launcher at a time', async () => {
    const stack = await again();
    await expect(again()).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(/^Another launcher \(process \d+\) already runs the stack in .*\.$/),
    });
    expect(await query(stack.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await stack.stop();
  });
});

describe('addresses that are given', () => {
  it('win: their servers are neither started nor stopped', async () => {
    const owner = await again();
    const untouched = join(makeFolder(), 'never-made');
    const { databaseUrl, redisUrl } = owner;
    const guest = await start({ stateDir: untouched, databaseUrl, redisUrl });
    expect(guest).toMatchObject({
      databaseUrl,
      redisUrl,
      origin: { postgres: 'external', redis: 'external' },
    });
    await guest.stop();
    expect(existsSync(untouched)).toBe(false);
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

    const half = await start({ stateDir: makeFolder(), databaseUrl });
    expect(half.origin).toEqual({ postgres: 'external', redis: 'started' });
    await half.stop();
    expect(await query(databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await owner.stop();
  });
});

describe('a folder no longer needed', () => {
  it('can be erased, running or not', async () => {
    await (await again()).stop();
    await eraseEmbeddedStack(stateDir);
    expect(readdirSync(stateDir)).toEqual([]);
  });
});
