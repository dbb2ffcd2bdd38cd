import { createEgress, type Egress } from '@maestro/egress';
import type { ToolsetRow } from '@maestro/persistence';
import { eventually } from '@maestro/testing';
import { callMcpTool, listMcpTools, type McpWay } from '../src/mcp/client';
import { ListingWatch } from '../src/mcp/listing-watch';
import { McpSessions } from '../src/mcp/sessions';
import { event, openMcpDouble, saying, type McpDouble, type McpDoubleOptions } from './mcp-double';

let server: McpDouble;
let egress: Egress;
let sessions: McpSessions;
let listed: McpWay['listed'] & jest.Mock;
let now = 0;
let watch: ListingWatch;
let toolset: ToolsetRow;
afterEach(async () => {
  await sessions.close();
  await egress.close();
  await server.close();
});

async function open(options: McpDoubleOptions = {}, limits?: { most: number; idleMs: number }) {
  server = await openMcpDouble(options);
  egress = createEgress({ allow: [server.host] });
  sessions = new McpSessions(limits);
  listed = jest.fn(() => Promise.resolve());
  watch = new ListingWatch(() => now);
  const { tools } = await listMcpTools({ url: server.url, placement: null }, around());
  toolset = {
    ...{ id: 'x', name: 'double', kind: 'mcp', url: server.url, secret: null, placement: null, readOnly: [] },
    ...{ tools, digest: 'd', proposed: null, revision: 1, createdBy: 'key:x' },
    ...{ createdAt: new Date(0), updatedAt: new Date(0) },
  };
  server.heard.length = 0;
}

const around = (rest: object = {}) => ({
  ...{ egress, signal: new AbortController().signal, idempotencyKey: 'k', secret: null },
  ...{ timeoutMs: 5_000, maxBytes: 100_000, ...rest },
});

function call(run = 'a', name = 'say', rest: object = {}) {
  const tool = toolset.tools.find((one) => one.name === name)!;
  const way = { owner: { tenantId: 't', runId: run }, sessions, watch, listed };
  return callMcpTool({ toolset, tool, args: {} }, around(rest), way);
}

describe('a session with an MCP server', () => {
  it('is begun once for the calls of a run, is not lent to another run, and is ended with the process', async () => {
    await open();
    for (let n = 0; n < 3; n += 1) expect((await call()).content).toBe('say');
    expect([server.count('initialize'), server.count('tools/list'), server.count('tools/call')]).toEqual([
      ...[1, 3, 3],
    ]);
    await call('b');
    expect([server.count('initialize'), server.sessions.size]).toEqual([2, 2]);
    await sessions.close();
    expect(server.sessions.size).toBe(0);
  });

  it('of a server that remembers nothing serves all runs, and of two secrets are two', async () => {
    await open({ sessions: false });
    for (const run of ['a', 'b', 'c']) await call(run);
    expect(server.count('initialize')).toBe(1);
    await call('a', 'say', { secret: 'other' });
    expect(server.count('initialize')).toBe(2);
  });

  it.each([404, 400])(
    'that the server has forgotten (%d) is begun anew, and the call made once',
    async (unknown) => {
      await open({ unknown });
      await call();
      server.sessions.clear();
      expect((await call()).content).toBe('say');
      expect([server.count('initialize'), server.count('tools/call')]).toEqual([2, 2]);
    },
  );

  it('serves one call at a time', async () => {
    await open();
    await Promise.all(['a', 'a', 'a'].map((run) => call(run)));
    expect(server.sessions.size).toBe(3);
    const used = server.heard.filter(({ method }) => method === 'tools/call').map(({ session }) => session);
    expect(new Set(used).size).toBe(3);
  });

  it('is ended where there are too many, the one that was not used for longest first, and where nobody uses it', async () => {
    await open({}, { most: 2, idleMs: 60_000 });
    for (const run of ['a', 'b', 'a', 'c']) await call(run);
    await eventually(() => server.sessions.size === 2);
    await call('a');
    expect(server.count('initialize')).toBe(3);
    await sessions.close();
    sessions = new McpSessions({ most: 2, idleMs: 10 });
    await call();
    await eventually(() => server.sessions.size === 0);
  });
});

describe('an answer of an MCP server', () => {
  it('that breaks off is a fault at once; one that the server goes on with is waited for', async () => {
    const sse = { 'content-type': 'text/event-stream' };
    await open({
      answers: {
        breaks: ({ response }) => {
          response
            .writeHead(200, sse)
            .write(event({ jsonrpc: '2.0', method: 'notifications/progress', params: {} }));
          setImmediate(() => response.destroy());
        },
        goes: ({ message, response }) => {
          response.writeHead(200, sse).end(event('', `e${message.id}`));
        },
      },
      resume: (response, lastEvent) => {
        // The stream stays open, as those of some servers do.
        response.writeHead(200, sse).write(event(saying(Number(lastEvent.slice(1)), 'went on'), 'f'));
      },
    });
    await expect(call('a', 'breaks')).rejects.toMatchObject({ code: 'connection', retryable: true });
    expect((await call('a', 'goes')).content).toBe('went on');
    expect(server.count('initialize')).toBe(2);
  });

  it('that asks for patience says for how long', async () => {
    await open({
      answers: { busy: ({ response }) => response.writeHead(429, { 'retry-after': '7' }).end('later') },
    });
    await expect(call('a', 'busy')).rejects.toMatchObject({
      ...{ code: 'http_4xx', retryable: true, retryAfter: 7 },
    });
  });

  it('that nobody waits for any more is not worked on: the server is told', async () => {
    await open({ answers: { slow: () => undefined } });
    const stop = new AbortController();
    const called = call('a', 'slow', { signal: stop.signal });
    await eventually(() => server.count('tools/call') === 1);
    stop.abort();
    await expect(called).rejects.toMatchObject({
      code: 'cancelled',
    });
    await eventually(() => server.count('notifications/cancelled') === 1);
    await eventually(() => server.sessions.size === 0);
  });
});

describe('a listing that is not the approved one', () => {
  const more = (name: string) => server.tools.push({ ...server.tools[0]!, name });

  it('is told of once, also where another tool than the called one is new, and no more than once a minute', async () => {
    await open();
    await call();
    expect(listed).not.toHaveBeenCalled();
    more('new');
    await call();
    await call();
    expect(listed.mock.calls.map(([, { tools }]) => tools.length)).toEqual([2]);
    more('newer');
    await call();
    expect(listed).toHaveBeenCalledTimes(1);
    now += 60_000;
    await call();
    expect(listed.mock.calls.at(-1)[1].tools).toHaveLength(3);
  });

  it('is looked at once the server says in an answer that it has changed', async () => {
    await open({
      answers: {
        grows: ({ message, response }) => {
          more('new');
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(event({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' }));
          response.end(event(saying(message.id, 'grown')));
        },
      },
    });
    expect((await call('a', 'grows')).content).toBe('grown');
    expect(listed.mock.calls.map(([, { tools }]) => tools.length)).toEqual([3]);
  });
});
