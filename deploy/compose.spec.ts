import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { database, knownVariables, loadConfig, migrations, redis, worker } from '../libs/config/src/index';
import { composeSchema } from './compose.schema';
import { compose, type ComposeService } from './manifests';

const root = join(__dirname, '..');
const { text, document } = compose();
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(composeSchema);
const own = Object.entries(document.services).filter(([, service]) => service.image === 'maestro');

/** The environment of a service as it would be with every password set, and nothing that it need not have. */
function environment(service: ComposeService | undefined): Record<string, string> {
  const entries = Object.entries(service?.environment ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      value === null ? [] : [[name, value.replace(/\$\{\w+:\?[^}]*\}/g, 'secret')]],
    ),
  );
}

describe('docker-compose.yml', () => {
  it('is valid, with unknown keys refused', () => {
    validate(document);
    expect(validate.errors).toBeNull();
  });

  it.each([
    ['at the top', (copy: typeof document) => Object.assign(copy, { volume: {} })],
    ['in a service', (copy: typeof document) => Object.assign(copy.services.api ?? {}, { stop_grace: '1s' })],
    [
      'in a health check',
      (copy: typeof document) =>
        Object.assign(copy.services.api ?? {}, { healthcheck: { test: [], retry: 1 } }),
    ],
  ])('is refused with an unknown key %s', (_where, spoil) => {
    const copy = structuredClone(document);
    spoil(copy);
    expect(validate(copy)).toBe(false);
  });

  it('depends on services and volumes that exist', () => {
    const { services, volumes } = structuredClone(document) as unknown as {
      services: Record<string, { depends_on?: object; volumes?: string[] }>;
      volumes: object;
    };
    for (const service of Object.values(services)) {
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(service.depends_on ?? {})));
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        expect(source.startsWith('.') ? existsSync(join(root, source)) : source in volumes).toBe(true);
      }
    }
  });

  it('has no default for a password and no password in the file', () => {
    const interpolated = [...text.matchAll(/\$\{([^}]+)\}/g)].map(([, inside]) => inside ?? '');
    expect(interpolated.length).toBeGreaterThan(5);
    expect(interpolated.filter((inside) => !inside.endsWith(':?set it'))).toEqual([]);
    expect(text).not.toMatch(/(PASSWORD|AUTH): (?!\$\{)/);
    expect(
      [...text.matchAll(/:\/\/\w*:([^@\s]+)@/g)].filter(([, password]) => !password?.startsWith('${')),
    ).toEqual([]);
  });
});

describe('our services', () => {
  it('are the three services and the migration', () => {
    expect(own.map(([name]) => name).sort()).toEqual(['api', 'migrate', 'scheduler', 'worker']);
  });

  it.each(own)('%s is given declared variables only, and runs with few rights', (_name, service) => {
    const names = Object.keys(service.environment ?? {});
    expect(names.filter((name) => !knownVariables().has(name))).toEqual([]);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it('start with the environment they are given', () => {
    const { api, scheduler, worker: workers, migrate } = document.services;
    expect(() => loadConfig({ database, redis }, environment(api))).not.toThrow();
    expect(() => loadConfig({ database, redis }, environment(scheduler))).not.toThrow();
    expect(() => loadConfig({ migrations }, environment(migrate))).not.toThrow();
    const { drainMs } = loadConfig({ database, redis, worker }, environment(workers)).worker;
    expect(Number.parseInt(workers?.stop_grace_period ?? '0', 10)).toBeGreaterThan(drainMs / 1_000 + 5);
  });

  it('give the owner of the schema to the migration alone', () => {
    const owners = own.filter(([, service]) => 'DATABASE_URL' in (service.environment ?? {}));
    expect(owners.map(([name]) => name)).toEqual(['migrate']);
  });
});

describe('the image', () => {
  const dockerfile = readFileSync(join(__dirname, 'Dockerfile'), 'utf8');

  it('sets declared variables only', () => {
    const names = [...dockerfile.matchAll(/\b(MAESTRO_\w+|DATABASE_\w+|REDIS_\w+)=/g)].map(
      ([, name]) => name ?? '',
    );
    expect(names.length).toBeGreaterThan(3);
    expect(names.filter((name) => !knownVariables().has(name))).toEqual([]);
  });

  it('runs as nobody in particular and pins the package manager of the repository', () => {
    expect(dockerfile).toMatch(/^USER 65532:65532$/m);
    const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      packageManager: string;
    };
    const used = [...dockerfile.matchAll(/pnpm@[\d.]+/g)].map(([version]) => version);
    expect(new Set(used)).toEqual(new Set([packageManager]));
  });
});
