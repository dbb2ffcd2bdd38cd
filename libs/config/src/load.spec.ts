import * as fc from 'fast-check';
import { ConfigError } from './fault';
import { loadConfig, type Environment } from './load';
import { allSections, knownVariables } from './register';
import { section } from './section';
import { api, database, leases, redis, telemetry, worker } from './sections';
import { integer, text, url } from './setting';

const PASSWORD = 'hunter2-correct-horse';

function faultsOf(read: () => unknown): { env: string; message: string }[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return [...error.faults];
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('gives typed values, defaults where nothing is set, milliseconds for durations', () => {
    const config = loadConfig(
      { api, worker, telemetry },
      { MAESTRO_API_PORT: '0', MAESTRO_WORKER_QUEUES: 'default, gpu', MAESTRO_WORKER_DRAIN_S: '90' },
    );
    expect(config.api).toMatchObject({ host: '127.0.0.1', port: 0 });
    expect(config.worker).toEqual({
      queues: ['default', 'gpu'],
      concurrency: 50,
      enable: [],
      drainMs: 90_000,
      blockedMs: 60_000,
    });

    const port: number = config.api.port;
    const endpoint: string | undefined = config.telemetry.otlpEndpoint;
    const tracing: 'auto' | 'off' | 'otlp' = config.telemetry.tracing;
    // @ts-expect-error a value that may be missing is not a text
    const wrong: string = config.telemetry.otlpEndpoint;
    expect([port, endpoint, tracing, wrong]).toEqual([0, undefined, 'auto', undefined]);
  });

  it('cannot be changed after it was read', () => {
    const config = loadConfig({ api }, {});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.api)).toBe(true);
  });

  it('takes an empty variable for an unset one and ignores space around a value', () => {
    expect(loadConfig({ api }, { MAESTRO_API_PORT: '', MAESTRO_API_HOST: ' ::1\n' }).api).toMatchObject({
      host: '::1',
      port: 7400,
    });
    expect(faultsOf(() => loadConfig({ redis }, { REDIS_URL: ' ' })).map((fault) => fault.env)).toEqual([
      'REDIS_URL',
    ]);
  });

  it('lists every fault at once', () => {
    const env = {
      MAESTRO_API_PORT: 'seven',
      MAESTRO_LOG_LEVEL: 'loud',
      MAESTRO_API_PROT: '7400',
      REDIS_URL: 'http://localhost',
    };
    const faults = faultsOf(() => loadConfig({ api, database, redis, telemetry }, env));
    expect(faults).toEqual([
      { env: 'MAESTRO_API_PROT', message: 'is not a setting; did you mean MAESTRO_API_PORT?' },
      { env: 'MAESTRO_API_PORT', message: 'is "seven"; it must be a whole number from 0 to 65535' },
      {
        env: 'DATABASE_APP_URL',
        message: 'is not set; it must be a URL that begins with postgres:// or postgresql://',
      },
      {
        env: 'DATABASE_ENGINE_URL',
        message: 'is not set; it must be a URL that begins with postgres:// or postgresql://',
      },
      {
        env: 'REDIS_URL',
        message:
          'is not acceptable (its value is not shown); it must be a URL that begins with redis:// or rediss://',
      },
      {
        env: 'MAESTRO_LOG_LEVEL',
        message: 'is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent',
      },
    ]);
    expect(() => loadConfig({ api, database, redis, telemetry }, env)).toThrow(
      /has 6 faults:\n {2}- MAESTRO_API_PROT/,
    );
  });

  it('refuses unknown MAESTRO_ variables only, and says nothing of their value', () => {
    const faults = faultsOf(() =>
      loadConfig({ api }, { MAESTRO_FROBNICATE: PASSWORD, PATH: '/bin', OTEL_X: '1' }),
    );
    expect(faults).toEqual([{ env: 'MAESTRO_FROBNICATE', message: 'is not a setting' }]);
  });

  it('accepts variables of sections this process does not use, so that one file serves all', () => {
    expect(() =>
      loadConfig({ api }, { MAESTRO_WORKER_QUEUES: 'gpu', MAESTRO_LEASE_MS: 'nonsense' }),
    ).not.toThrow();
  });

  it('knows the variables of a section that is not in the register', () => {
    const own = section({
      title: 'Own',
      readBy: 'a test',
      settings: { n: integer({ env: 'MAESTRO_OWN', min: 1, max: 2, description: '' }) },
    });
    expect(loadConfig({ own }, { MAESTRO_OWN: '2' }).own.n).toBe(2);
  });

  it('tells the fault of a variable that two sections share once', () => {
    expect(faultsOf(() => loadConfig({ first: redis, second: redis }, {}))).toHaveLength(1);
  });

  it('checks rules between settings once each is valid by itself', () => {
    const rule = /at most half of MAESTRO_LEASE_MS/;
    expect(() => loadConfig({ leases }, { MAESTRO_LEASE_MS: '2s', MAESTRO_TICK_MS: '1000' })).not.toThrow();
    expect(() => loadConfig({ leases }, { MAESTRO_LEASE_MS: '2s', MAESTRO_TICK_MS: '1001' })).toThrow(rule);
    expect(() => loadConfig({ leases }, { MAESTRO_LEASE_MS: 'x', MAESTRO_TICK_MS: '29000' })).not.toThrow(
      rule,
    );
  });

  it('cuts what it echoes', () => {
    const [fault] = faultsOf(() => loadConfig({ api }, { MAESTRO_API_PORT: '9'.repeat(1_000) }));
    expect(fault?.message.length).toBeLessThan(150);
  });
});

describe('secrets', () => {
  const token = section({
    title: 'Token',
    readBy: 'a test',
    settings: {
      token: text({
        env: 'MAESTRO_TOKEN',
        secret: true,
        form: { match: /^tok_/, expects: 'a token' },
        description: '',
      }),
      url: url({ env: 'MAESTRO_HOOK', schemes: ['https'], description: '' }),
    },
  });

  it('are never echoed, whatever is wrong with them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...knownVariables(), 'MAESTRO_TOKEN', 'MAESTRO_HOOK'), (name) => {
        const sections = { token, ...Object.fromEntries(allSections.map((each) => [each.title, each])) };
        const env: Environment = { [name]: `http://user:${PASSWORD}@host:port/` };
        const secret = Object.values(sections).some((each) =>
          Object.values(each.settings).some((setting) => setting.env === name && setting.secret),
        );
        const told = faultsOf(() => loadConfig(sections, env)).some((fault) =>
          fault.message.includes(PASSWORD),
        );
        return !(secret && told);
      }),
    );
  });

  it('include every URL, since URLs carry passwords', () => {
    const urls = allSections
      .flatMap((each) => Object.values(each.settings))
      .filter((each) => /URL/.test(each.expects));
    expect(urls.length).toBeGreaterThan(4);
    expect(urls.filter((each) => !each.secret)).toEqual([]);
  });
});
