import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { loadConfig } from '@maestro/config';
import { createApiKey, createTenant } from '@maestro/governance';
import { formatId } from '@maestro/persistence';
import { isProblemCode, type Problem } from '@maestro/problems';
import { createLogger } from '@maestro/telemetry';
import type { Role } from '@maestro/tenancy';
import { createTestDatabase, createTestRedis, type TestDatabase } from '@maestro/testing';
import { apiSettings, openConnections, type Connections } from '../src/connections';
import { createApi, type Api } from '../src/create-api';
import { createDatabaseLink, type DatabaseLink } from './database-link';

/** The API of one suite, in this process, on a database and a corner of Redis of its own. */
export interface Harness {
  url: string;
  port: number;
  api: Api;
  connections: Connections;
  database: TestDatabase;
  /** The API's way to that database. */
  link: DatabaseLink;
  /** What was logged, one JSON object a line. */
  log: string[];
  newTenant(): Promise<TestTenant>;
  close(): Promise<void>;
}

export interface TestTenant {
  uuid: string;
  id: string;
  /** The key of its owner. */
  key: string;
  newKey(role: Role): Promise<string>;
  call(method: string, path: string, request?: Request): Promise<Answer>;
}

interface Request {
  /** Sent as JSON, or as it is where it is text or bytes. */
  body?: unknown;
  type?: string;
  key?: string | null;
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came back
  body: any;
}

export interface HarnessOptions {
  /** Puts something between the API's application role and the database: gives the address to use instead. */
  appUrl?: (url: string) => Promise<string>;
  /** A free one unless told. */
  port?: number;
  /** Further variables. */
  settings?: Record<string, string>;
}

export async function createHarness(options: HarnessOptions = {}): Promise<Harness> {
  const [testDatabase, testRedis] = [await createTestDatabase(), createTestRedis()];
  const link = await createDatabaseLink(testDatabase.appUrl);
  const folder = await mkdtemp(join(tmpdir(), 'maestro-api-'));
  const log: string[] = [];
  const logger = createLogger({ service: 'api', destination: { write: (line) => void log.push(line) } });
  const config = loadConfig(apiSettings, {
    DATABASE_APP_URL: (await options.appUrl?.(testDatabase.appUrl)) ?? link.through(testDatabase.appUrl),
    DATABASE_ENGINE_URL: link.through(testDatabase.engineUrl),
    REDIS_URL: testRedis.url,
    MAESTRO_QUEUE_PREFIX: testRedis.prefix,
    MAESTRO_ARTIFACTS_DIR: folder,
    MAESTRO_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    // Suites ask as fast as they can; those about rates set their tenant's own.
    MAESTRO_API_REQUESTS_PER_KEY: '100000',
    MAESTRO_API_REQUESTS_PER_TENANT: '1000000',
    MAESTRO_API_REQUESTS_MOST: '1000000',
    ...options.settings,
  });
  const connections = await openConnections(config, logger);
  const created = await createApi(connections, logger);
  await created.app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const url = await created.app.getUrl();
  return {
    url,
    port: Number(new URL(url).port),
    api: created,
    connections,
    database: testDatabase,
    link,
    log,
    newTenant: () => newTenant(connections, url),
    close: async () => {
      created.app.getHttpServer().closeAllConnections();
      await created.close();
      await connections.close();
      await link.close();
      await testDatabase.drop();
      await testRedis.clear();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** For what has to be told where the API will be before it is there. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function newTenant({ tenants }: Connections, url: string): Promise<TestTenant> {
  const { id } = await createTenant(tenants, { name: 'acme', env: 'test' });
  let made = 0;
  // The first key is called after its role, further ones have a number: no two that work bear one name.
  const names = new Set<string>();
  const newKey = async (role: Role) => {
    const name = names.has(role) ? `${role}-${++made}` : role;
    names.add(name);
    return (await tenants.withTenant(id, (tx) => createApiKey(tx, { name, role }))).key;
  };
  const key = await newKey('owner');
  return {
    uuid: id,
    id: formatId('ten', id),
    key,
    newKey,
    call: (method, path, request = {}) => call(url + path, method, { key, ...request }),
  };
}

async function call(address: string, method: string, request: Request): Promise<Answer> {
  const { body, key, type, headers } = request;
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(address, {
    method,
    headers: {
      ...(key ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

/** Expects a well-formed problem of this status and code, and hands it out. */
export function problemOf(
  { status, headers, body }: Answer,
  expected: [status: number, code: string],
): Problem {
  expect([status, (body as Problem | undefined)?.code]).toEqual(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  const problem = body as Problem;
  expect(isProblemCode(problem.code)).toBe(true);
  expect(problem).toMatchObject({
    type: `https://maestro.dev/problems/${problem.code}`,
    status,
    detail: expect.stringMatching(/\S/),
    trace_id: headers.get('trace-id'),
  });
  return problem;
}

/** A template of `noop` tasks, each after the one before. */
export function chain(name: string, ...ids: string[]) {
  return {
    name,
    definition: {
      nodes: ids.map((id) => ({ id, kind: 'task', ref: 'noop' })),
      edges: ids.slice(1).map((to, index) => ({ from: ids[index], to })),
    },
  };
}
