import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, install, type Installation } from '@maestro/testing';
import { filesBelow, findCanary, startEcho } from './canary-places';
import { startCollector, type Collector } from './collector';

// A secret goes through every handler that takes one, by every way it can come back. Then all that Maestro has kept and said
// is searched for it.

const CANARY = `cAnArY-${randomBytes(9).toString('base64')}-"q" & <x>='s'/%41+$HOME-é-${randomBytes(6).toString('hex')}`;
const PASSWORD = `pw-${randomBytes(12).toString('hex')}`;

let maestro: Installation;
let echo: Awaited<ReturnType<typeof startEcho>>;
let collector: Collector;
const artifacts = mkdtempSync(join(tmpdir(), 'maestro-canary-'));

beforeAll(async () => {
  echo = await startEcho();
  collector = await startCollector();
  maestro = await install({
    env: {
      ...collector.env,
      MAESTRO_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      MAESTRO_WORKER_ENABLE: 'shell',
      MAESTRO_ARTIFACTS_DIR: artifacts,
      MAESTRO_LOG_LEVEL: 'trace',
    },
  });
  await maestro.allow(echo.host);
}, 60_000);
afterAll(async () => {
  await maestro?.stop();
  echo?.server.closeAllConnections();
  echo?.server.close();
  collector?.close();
  rmSync(artifacts, { recursive: true, force: true });
});

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
  const response = await fetch(`${maestro.services.apiUrl}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${maestro.apiKey}`,
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, text: await response.text() };
}

const node = (id: string, ref: string, input: object) => ({
  id,
  kind: 'task',
  ref,
  with: input,
  on_error: 'continue',
});
const shell = (id: string, script: string) =>
  node(id, 'shell', { script, env: { SECRET: '${{ secrets.CANARY }}' }, timeout: '20s' });

function template() {
  const { url } = echo;
  const nodes = [
    node('header', 'http', {
      url,
      headers: { Authorization: 'Bearer ${{ secrets.PASSWORD }}', 'X-User': 'ada' },
    }),
    node('basic', 'http', {
      url,
      headers: { Authorization: 'Basic ${{ base64("ada:" + secrets.CANARY) }}' },
    }),
    node('query', 'http', { url, query: { q: '${{ secrets.CANARY }}' } }),
    node('address', 'http', { url: `${url}/?p=\${{ secrets.PASSWORD }}` }),
    node('body', 'http', { url, method: 'POST', body: { a: { b: ['${{ secrets.CANARY }}'] } } }),
    node('text', 'http', { url: `${url}/text`, method: 'POST', text: 'x ${{ secrets.CANARY }} y' }),
    node('fail', 'http', {
      url: `${url}/fail?\${{ secrets.PASSWORD }}`,
      method: 'POST',
      text: '${{ secrets.CANARY }}',
    }),
    node('unreachable', 'http', { url: 'http://${{ secrets.PASSWORD }}.invalid/' }),
    node('wrong', 'http', { url: '${{ secrets.CANARY }}' }),
    node('bad-header', 'http', { url, headers: { 'X-A': 'a\n${{ secrets.CANARY }}' } }),
    shell(
      'prints',
      'printf "%s\\n" "$SECRET"; printf %s "$SECRET" | base64; printf "u:%s" "$SECRET" | base64 -w0; printf %s "$SECRET" | od -An -v -tx1 | tr -d " \\n"',
    ),
    shell(
      'pieces',
      'rest="$SECRET"; while [ -n "$rest" ]; do printf "%.1s" "$rest"; rest="${rest#?}"; done; set -x; : "$SECRET"',
    ),
    shell('fails', 'printf "%s" "$SECRET" >&2; exit 3'),
    // The cut after one MiB goes through the value; and what is that long lies beside its row.
    shell('large', `head -c ${1024 * 1024 - 20} /dev/zero | tr '\\0' 'x'; printf "%s" "$SECRET"`),
    node('stdin', 'shell', { command: ['cat'], stdin: '${{ secrets.PASSWORD }}' }),
  ];
  return { nodes, edges: [] };
}

it('leaves no trace of a secret in rows, queues, logs, traces, answers and artifacts', async () => {
  for (const [name, value] of Object.entries({ CANARY, PASSWORD })) {
    const put = await call('PUT', `/api/secrets/${name}`, { value });
    expect([put.status, put.text]).toEqual([200, expect.stringContaining('"version":1')]);
  }
  const published = await call('POST', '/api/templates', { name: 'canary', definition: template() });
  expect([published.status, published.text]).toEqual([201, expect.any(String)]);
  const { id: templateId } = JSON.parse(published.text) as { id: string };
  const refused = await call('POST', '/api/templates', {
    name: 'refused',
    definition: { nodes: [node('t', 'transform', { value: '${{ secrets.CANARY }}' })], edges: [] },
  });
  expect([refused.status, refused.text]).toEqual([422, expect.stringContaining('secret-in-output')]);

  const started = await call('POST', '/api/runs', { template_id: templateId, inputs: {} });
  const { id } = JSON.parse(started.text) as { id: string };
  const run = await maestro.ended(id, 60_000);
  expect(run.status).toBe('completed');
  // It was really used: the server heard it.
  expect(echo.heard()).toContain(CANARY);
  expect(echo.heard()).toContain(PASSWORD);

  const tasks = JSON.parse((await call('GET', `/api/runs/${id}/tasks`)).text) as {
    data: { node: string; status: string; error: { code: string } | null }[];
  };
  const codes = Object.fromEntries(tasks.data.map((task) => [task.node, task.error?.code ?? task.status]));
  expect(codes).toEqual({
    ...{
      header: 'succeeded',
      basic: 'succeeded',
      query: 'succeeded',
      address: 'succeeded',
      body: 'succeeded',
    },
    ...{ text: 'succeeded', fail: 'http_5xx', unreachable: 'connection', wrong: 'validation-failed' },
    ...{ 'bad-header': 'invalid-header', prints: 'succeeded', pieces: 'succeeded', fails: 'command-failed' },
    ...{ large: 'succeeded', stdin: 'succeeded' },
  });

  const places = await gather(id, templateId);
  for (const [place, text] of Object.entries(places)) expect([place, text.length > 0]).toEqual([place, true]);
  expect(places['GET tasks']).toContain('***');
  expect([...findCanary(places, CANARY), ...findCanary(places, PASSWORD)]).toEqual([]);

  // And it would be found: in each place, in each encoding, and in a row.
  await maestro.sql(
    `UPDATE maestro_tenants SET egress_allow = ARRAY['${PASSWORD}:1'] WHERE true RETURNING 1`,
  );
  await call('GET', `/api/runs/${PASSWORD}`);
  await eventually(() => collector.heard().join().includes(PASSWORD), {
    what: 'The export of the planted one',
  });
  expect(findCanary(await gather(id, templateId), PASSWORD)).toEqual(
    expect.arrayContaining(['table maestro_tenants: raw', 'exported: raw']),
  );
}, 120_000);

it('opens what an orchestra has bound to a name of its score', async () => {
  await maestro.allow(echo.host);
  const value = `sales-${randomBytes(12).toString('hex')}`;
  expect((await call('PUT', '/api/secrets/SALES', { value })).status).toBe(200);
  const headers = { Authorization: 'Bearer ${{ secrets.TOKEN }}' };
  const definition = { nodes: [node('a', 'http', { url: echo.url, headers })], edges: [] };
  const made = async (path: string, body: object) => {
    const answer = await call('POST', path, body);
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    return (JSON.parse(answer.text) as { id: string }).id;
  };
  const score = await made('/api/templates', { name: 'bound', definition });
  const orchestra = await made('/api/orchestras', { score_id: score, name: 'Sales' });
  const bindings = { TOKEN: 'SALES' };
  await call('PUT', `/api/orchestras/${orchestra}/secret-bindings`, { bindings });
  const run = await made(`/api/runs/by-orchestra/${orchestra}`, {});
  expect((await maestro.ended(run, 30_000)).status).toBe('succeeded');
  expect(echo.heard()).toContain(`Bearer ${value}`);
  expect((await call('GET', `/api/runs/${run}/tasks`)).text).not.toContain(value);
}, 60_000);

/** Everything that Maestro keeps or says of the run, by where. */
async function gather(runId: string, templateId: string): Promise<Record<string, string>> {
  const places: Record<string, string> = {};
  // Histories show what was written once every older transaction has ended.
  await eventually(async () =>
    (await call('GET', `/api/runs/${runId}/events?limit=500`)).text.includes('succeeded'),
  );
  const tables = await maestro.sql<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`,
  );
  for (const { name } of tables) {
    const rows = await maestro.sql<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    if (rows.length > 0) places[`table ${name}`] = rows.map(({ text }) => text).join('\n');
  }
  places.redis = `keys: ${await maestro.redis.contents()}`;
  for (const service of [...maestro.services.api, ...maestro.services.scheduler, ...maestro.services.worker])
    places[`log of ${service.name}`] = service.output();
  places.artifacts = filesBelow(artifacts);
  // What is exported comes a moment later: a span for each task, and then no more.
  await eventually(
    () =>
      (collector
        .heard()
        .join()
        .match(/"task\.perform"/g)?.length ?? 0) >= template().nodes.length,
    {
      what: 'The spans of all tasks',
    },
  );
  places.exported = collector.heard().join('\n');
  const paths = {
    run: `/api/runs/${runId}`,
    tasks: `/api/runs/${runId}/tasks`,
    events: `/api/runs/${runId}/events?limit=500`,
    explain: `/api/runs/${runId}/explain`,
    secrets: '/api/secrets',
    secret: '/api/secrets/CANARY',
    versions: '/api/secrets/CANARY/versions',
    usages: '/api/secrets/CANARY/usages',
    template: `/api/templates/${templateId}`,
  };
  for (const [name, path] of Object.entries(paths)) places[`GET ${name}`] = (await call('GET', path)).text;
  return places;
}
