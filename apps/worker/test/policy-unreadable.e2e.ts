import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, install, type Installation } from '@maestro/testing';

/** Nobody is told by rules that are older. */
const USABLE_MS = 4_000;
const rules = `
  @id("no-mail") forbid (principal, action == Action::"task:start", resource) when { resource.handler == "mail" };
  @id("broken-start") forbid (principal, action == Action::"task:start", resource)
    when { resource.template == "broken" && resource.nothing == 1 };
  @id("no-path") forbid (principal, action == Action::"egress:connect", resource) when { resource.path == "/no" };
  @id("no-start") forbid (principal, action == Action::"run:start", resource) when { resource.template == "no" };`;

let maestro: Installation;
let remote: Server;
const asked: string[] = [];
let first: ServerResponse | null = null;
let url: string;

beforeAll(async () => {
  remote = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/next') response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    else if (first) response.writeHead(302, { location: '/next' }).end();
    else first = response;
  }).listen(0, '127.0.0.1');
  await once(remote, 'listening');
  url = `http://127.0.0.1:${(remote.address() as AddressInfo).port}`;
  maestro = await install();
  await maestro.allow(new URL(url).host);
  await maestro.client.request('POST', '/api/policies', { body: { name: 'own', text: rules } });
}, 60_000);
afterAll(async () => {
  remote?.closeAllConnections();
  remote?.close();
  await maestro?.stop();
});

async function start(name: string, nodes: object[], edges: object[] = []) {
  const source = JSON.stringify({
    ...{ apiVersion: 'maestro/v1', kind: 'Workflow', metadata: { name } },
    spec: { nodes, edges },
  });
  await maestro.client.request('POST', '/api/templates', { body: { source } });
  return (await maestro.client.request('POST', '/api/runs', { body: { template: name } })).id;
}
const tasksOf = async (id: string) =>
  (await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id } })).data;
it('refuses starts for now and hands tasks back while the rules cannot be read, and fails nothing for it', async () => {
  const id = await start(
    'flow',
    [
      { id: 'go', kind: 'signal', with: { name: 'go' } },
      { id: 'plain', kind: 'task', ref: 'noop' },
      { id: 'call', kind: 'task', ref: 'http', with: { url } },
    ],
    [{ from: 'go', to: 'plain' }],
  );
  await eventually(() => first !== null, { what: 'The first hop' });
  await maestro.sql('REVOKE SELECT ON maestro_policies FROM maestro_app');
  const unreadable = performance.now();
  await eventually(() => performance.now() - unreadable > USABLE_MS, { what: 'The end of what was known' });
  await maestro.client.request('POST', '/api/runs/{id}/signals/{name}', {
    params: { id, name: 'go' },
    body: {},
  });
  first?.writeHead(302, { location: '/next' }).end();

  const handedBack = () =>
    maestro.services.worker[0]?.output().match(/policies of the tenant cannot be read/g);
  await eventually(
    async () => {
      const back = (await tasksOf(id)).filter(({ node, status }) => node !== 'go' && status === 'queued');
      return back.length === 2 && (handedBack()?.length ?? 0) >= 2;
    },
    { timeoutMs: 15_000, what: 'Both tasks, handed back' },
  );
  const refused = maestro.client.request('POST', '/api/runs', { body: { template: 'flow' } });
  await expect(refused).rejects.toMatchObject({ status: 503, code: 'policy-unavailable', retryAfter: 5 });
  expect(asked).toEqual(['/']);

  await maestro.sql('GRANT SELECT ON maestro_policies TO maestro_app');
  expect((await maestro.ended(id, 30_000)).status).toBe('succeeded');
  expect((await tasksOf(id)).map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
  expect(asked.at(-1)).toBe('/next');
}, 90_000);

it('fails a task whose rules can be read and give no answer', async () => {
  const id = await start('broken', [{ id: 'a', kind: 'task', ref: 'noop' }]);
  expect((await maestro.ended(id)).status).toBe('failed');
  expect((await tasksOf(id))[0]?.error).toMatchObject({
    code: 'policy-denied',
    detail: expect.stringContaining('error: '),
  });
}, 60_000);
