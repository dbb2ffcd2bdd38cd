import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { migrateDatabase } from '@maestro/persistence';
import { createTestDatabase, createTestRedis, type TestDatabase } from '@maestro/testing';

// The commands as processes, from their sources: what an operator sees when something is wrong, and when all is well.

const root = join(__dirname, '..', '..', '..');
const hook = join(root, 'libs', 'testing', 'source-hook.cjs');

let database: TestDatabase;
const redis = createTestRedis();

beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());
jest.setTimeout(30_000);

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end; one that listens is asked for its readiness and then told to stop. */
async function run(command: string, env: Record<string, string>, ...options: string[]): Promise<Outcome> {
  const file = join(root, 'apps', 'api', 'src', `${command}.ts`);
  const child = spawn(
    process.execPath,
    ['--conditions=maestro-source', '--require', hook, file, ...options],
    {
      env: { PATH: process.env.PATH, ...env },
    },
  );
  const outcome: Outcome = { code: null, stdout: '', stderr: '' };
  child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    outcome.stdout += chunk.toString();
    if (/"listening"/.test(chunk.toString())) child.kill('SIGTERM');
  });
  outcome.code = await new Promise((resolve) => child.once('close', resolve));
  return outcome;
}

/** Spelt apart, so that nobody takes it for a setting that is declared somewhere. */
const MISSPELT = ['MAESTRO', 'API', 'PROT'].join('_');

const settings = () => ({
  DATABASE_APP_URL: database.appUrl,
  DATABASE_ENGINE_URL: database.engineUrl,
  REDIS_URL: redis.url,
  MAESTRO_QUEUE_PREFIX: redis.prefix,
  MAESTRO_API_PORT: '0',
});

describe('main', () => {
  it('says where it listens and stops on SIGTERM', async () => {
    const { code, stdout } = await run('main', settings());
    expect(code).toBe(0);
    expect(stdout).toMatch(/"event":"listening".*"service":"api","url":"http:\/\/127\.0\.0\.1:\d+"/);
  });

  it.each([
    ['no settings', () => ({}), /DATABASE_APP_URL is not set/],
    [
      'a setting that is none',
      () => ({ ...settings(), [MISSPELT]: '1' }),
      /is not a setting; did you mean MAESTRO_API_PORT/,
    ],
    [
      'the owner as the application role',
      () => ({ ...settings(), DATABASE_APP_URL: database.ownerUrl }),
      /is a superuser: use maestro_app/,
    ],
    [
      'the owner as the engine role',
      () => ({ ...settings(), DATABASE_ENGINE_URL: database.ownerUrl }),
      /is a superuser: use maestro_engine/,
    ],
    [
      'a database that is not there',
      () => ({ ...settings(), DATABASE_APP_URL: `${database.appUrl}_gone` }),
      /database of DATABASE_APP_URL cannot be used/,
    ],
    ['a Redis that is not there', () => ({ ...settings(), REDIS_URL: 'redis://127.0.0.1:1' }), /Redis/],
  ])('D34: refuses to start with %s, in clear words and without a stack', async (_, env, words) => {
    const { code, stdout, stderr } = await run('main', env());
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr + stdout).not.toMatch(/at .*\.ts:\d+|"listening"/);
    expect(stderr).not.toMatch(/postgres(ql)?:\/\/[^ ]*:[^ ]*@/);
  });
});

describe('migrate', () => {
  it('brings the schema up to date and gives the roles a login', async () => {
    const env = { DATABASE_URL: database.ownerUrl };
    expect(await migrateDatabase(database.ownerUrl)).toEqual([]);
    const { code, stdout } = await run('migrate', env);
    expect([code, stdout]).toEqual([0, expect.stringContaining('the schema is up to date')]);
  });

  it('says what it lacks', async () => {
    expect(await run('migrate', {})).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('DATABASE_URL is not set'),
    });
  });
});

describe('bootstrap', () => {
  const options = ['--tenant', 'local', '--env', 'local'];
  const env = () => ({ DATABASE_APP_URL: database.appUrl });

  it('makes a tenant and its first key, and confirms that key from then on', async () => {
    const first = await run('bootstrap', env(), ...options);
    expect(first.code).toBe(0);
    const made = JSON.parse(first.stdout) as { tenant_id: string; api_key: string };
    expect(made).toEqual({
      tenant_id: expect.stringMatching(/^ten_[0-9a-z]{26}$/),
      api_key: expect.stringMatching(/^mst_local_[a-z0-9]{16}_[A-Za-z0-9]{32}$/),
    });
    const again = await run('bootstrap', { ...env(), MAESTRO_API_KEY: made.api_key }, ...options);
    expect(JSON.parse(again.stdout)).toEqual({ valid: true, tenant_id: made.tenant_id });
    const stale = await run('bootstrap', { ...env(), MAESTRO_API_KEY: 'mst_local_gone' }, ...options);
    expect(JSON.parse(stale.stdout)).toHaveProperty('api_key');
  });

  it('says how it is used', async () => {
    const { code, stderr } = await run('bootstrap', env());
    expect([code, stderr]).toEqual([1, expect.stringContaining('--tenant <name> --env <environment>')]);
  });
});
