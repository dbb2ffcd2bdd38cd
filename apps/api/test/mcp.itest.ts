import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runConformanceSuite } from '@maestro/testing';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

async function connect(key: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${key}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${maestro.url}/mcp`), { requestInit }));
  return client;
}

type Result = { isError?: boolean; structuredContent?: Record<string, unknown>; content: { text: string }[] };

async function call(client: Client, name: string, args: object): Promise<Result> {
  return (await client.callTool({ name, arguments: { ...args } })) as Result;
}

it('lists templates, runs one, reads it and says why it waits, as the API would', async () => {
  await tenant.call('POST', '/api/templates', { body: chain('flow', 'a', 'b') });
  const client = await connect(tenant.key);
  const listed = await call(client, 'list_templates', {});
  expect(listed.structuredContent).toMatchObject({ data: [{ name: 'flow' }] });
  const wanted = { template: 'flow', idempotency_key: 'once' };
  const [first, again] = [await call(client, 'run', wanted), await call(client, 'run', wanted)];
  const id = String(first.structuredContent?.['id']);
  expect(again.structuredContent?.['id']).toBe(id);
  expect((await call(client, 'get_run', { id })).structuredContent).toMatchObject({ id });
  expect((await call(client, 'explain', { id })).isError).toBeUndefined();
  const refused = await call(client, 'run', { template: 'nothing' });
  expect(refused.isError).toBe(true);
  expect(JSON.parse(refused.content[0]?.text ?? '')).toMatchObject({ code: expect.any(String) });
  const unknown = await call(client, 'get_run', { id, tenant_id: 'other' });
  expect(JSON.parse(unknown.content[0]?.text ?? '')).toMatchObject({ code: 'tool-args-invalid' });
  await client.close();
});

it('offers each caller what its role may, and of its own tenant alone', async () => {
  const names = async (key: string) => {
    const client = await connect(key);
    const { tools } = await client.listTools();
    await client.close();
    return tools.map(({ name }) => name);
  };
  expect(await names(tenant.key)).toEqual([
    ...['list_templates', 'run', 'get_run', 'explain', 'list_approvals', 'approve', 'reject'],
  ]);
  expect(await names(await tenant.newKey('viewer'))).not.toEqual(expect.arrayContaining(['run', 'approve']));
  const viewer = await connect(await tenant.newKey('viewer'));
  await expect(viewer.callTool({ name: 'run', arguments: { template: 'flow' } })).rejects.toThrow(
    /no tool run/,
  );
  await viewer.close();
  const stranger = await connect((await maestro.newTenant()).key);
  const started = await tenant.call('POST', '/api/runs', { body: { template: 'flow' } });
  const read = await call(stranger, 'get_run', { id: started.body.id });
  expect(JSON.parse(read.content[0]?.text ?? '')).toMatchObject({ code: 'not-found' });
  await stranger.close();
});

it('answers nobody without a key, no page of others, and keeps no session', async () => {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const headers = { accept: 'application/json, text/event-stream' };
  problemOf(await tenant.call('POST', '/mcp', { body, headers, key: null }), [401, 'unauthenticated']);
  const evil = { ...headers, origin: 'http://evil.example.org' };
  problemOf(await tenant.call('POST', '/mcp', { body, headers: evil }), [403, 'forbidden']);
  const own = await tenant.call('POST', '/mcp', {
    body,
    headers: { ...headers, origin: 'http://localhost:3000' },
  });
  expect([own.status, own.body.result.tools.length]).toEqual([200, 7]);
  expect((await tenant.call('GET', '/mcp')).status).toBe(405);
  expect(own.headers.get('mcp-session-id')).toBeNull();
});

/** The suite sends no credential: what stands between adds one, and passes the rest on as it is. */
async function openDoor(key: string) {
  const door = createServer((asked, answer) => {
    const { method, headers } = asked;
    const options = { method, path: asked.url, host: '127.0.0.1', port: maestro.port };
    const onward = request(
      { ...options, headers: { ...headers, authorization: `Bearer ${key}` } },
      (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers);
        said.pipe(answer);
      },
    );
    asked.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  return door;
}

/** What asks nothing but tools of a server; of all other scenarios the resources, prompts and tools of the suite are the subject. */
const OWN = ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'];

it('passes the scenarios of the conformance suite that are about a server of tools', async () => {
  const door = await openDoor((await maestro.newTenant()).key);
  try {
    const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}/mcp`;
    const { lines, report } = await runConformanceSuite(url);
    const well = lines.filter(({ passed, failed }) => passed > 0 && failed === 0);
    const passed = well.map(({ scenario }) => scenario);
    expect({ passed, report: passed.length > 0 ? '' : report }).toEqual({ passed: OWN, report: '' });
  } finally {
    door.closeAllConnections();
    door.close();
  }
}, 90_000);
