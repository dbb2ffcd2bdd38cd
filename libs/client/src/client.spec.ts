import { listen, sendJson, sendProblem, type TestServer } from '../test/server';
import { createClient } from './client';
import { isTransient, ProblemError, TransportError } from './errors';

const KEY = 'mst_local_abc_secret';
const servers: TestServer[] = [];
const serve = async (...args: Parameters<typeof listen>): Promise<TestServer> => {
  const server = await listen(...args);
  servers.push(server);
  return server;
};
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error) => error,
  );

afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

describe('request', () => {
  it('sends the key, escaped parameters and given query values, and resolves to the JSON', async () => {
    const { url } = await serve((request, response) =>
      sendJson(response, 200, { url: request.url, authorization: request.headers.authorization }),
    );
    const client = createClient({ baseUrl: `${url}/prefix/`, apiKey: KEY });
    const answer = await client.request('GET', '/api/runs/{id}/events', {
      params: { id: 'run/1?' },
      query: { limit: 5, after: undefined },
    });
    expect(answer).toEqual({
      url: '/prefix/api/runs/run%2F1%3F/events?limit=5',
      authorization: `Bearer ${KEY}`,
    });
  });

  it('sends JSON by default and any other type as it is', async () => {
    const bodies: string[] = [];
    const { url } = await serve((request, response) => {
      let body = `${request.headers['content-type']} `;
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          bodies.push(body);
          sendJson(response, 201, {});
        });
    });
    const client = createClient({ baseUrl: url });
    await client.request('POST', '/api/templates', { body: { source: 'nodes: []' } });
    await client.request('POST', '/api/templates', { body: 'nodes: []', contentType: 'application/yaml' });
    expect(bodies).toEqual(['application/json {"source":"nodes: []"}', 'application/yaml nodes: []']);
  });

  it('rejects with the problem the server sent', async () => {
    const { url } = await serve((_, response) =>
      sendProblem(response, 429, 'rate-limited', { 'retry-after': '7' }),
    );
    const error = await failure(createClient({ baseUrl: url }).request('GET', '/api/version'));
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      message: 'A detail',
      code: 'rate-limited',
      status: 429,
      traceId: 'trace-1',
      retryAfter: 7,
      request: { method: 'GET', url: `${url}/api/version` },
    });
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ['HTML of a proxy', 502, 'text/html', '<h1>Bad Gateway</h1>'],
    ['HTML with status 200', 200, 'text/html', '<h1>Welcome</h1>'],
    ['JSON that is no problem', 500, 'application/json', '{"error":"x"}'],
    ['a body cut short', 200, 'application/json', '{"id":'],
    ['JSON under another type', 200, 'text/plain', '{}'],
  ])('E133 tells %s from an answer of Maestro', async (_, status, type, body) => {
    const { url } = await serve((_request, response) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
    const error = await failure(createClient({ baseUrl: url }).request('GET', '/api/version'));
    expect(error).toMatchObject({ fault: 'response', status });
    expect(String(error)).toContain(body.slice(0, 20));
    expect(isTransient(error)).toBe(status >= 500);
  });

  it('E133 follows no redirect, so the key reaches no other host', async () => {
    const reached: unknown[] = [];
    const other = await serve((request, response) => {
      reached.push(request.headers);
      sendJson(response, 200, {});
    });
    const { url } = await serve((_, response) =>
      response.writeHead(307, { location: `${other.url}/api/version` }).end(),
    );
    const client = createClient({ baseUrl: url, apiKey: KEY });
    const error = await failure(client.request('GET', '/api/version'));
    expect(error).toMatchObject({ fault: 'redirect', status: 307 });
    expect(String(error)).toContain(other.url);
    const stream = client.streamEvents('run_1')[Symbol.asyncIterator]();
    expect(await failure(stream.next())).toMatchObject({ fault: 'redirect' });
    expect(reached).toEqual([]);
  });

  it('names the cause when nothing listens', async () => {
    const { url, close } = await listen(() => undefined);
    await close();
    const error = await failure(createClient({ baseUrl: url }).request('GET', '/api/version'));
    expect(error).toMatchObject({ fault: 'connection' });
    expect(String(error)).toContain('ECONNREFUSED');
    expect(isTransient(error)).toBe(true);
  });

  it('reports a body that breaks off as a fault of the connection', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"version":', () => response.destroy());
    });
    const error = await failure(createClient({ baseUrl: url }).request('GET', '/api/version'));
    expect(error).toMatchObject({ fault: 'connection' });
  });

  it('E133 tells a broken secure connection from a broken network', async () => {
    const { url } = await serve(() => undefined);
    const client = createClient({ baseUrl: url.replace('http:', 'https:') });
    const error = await failure(client.request('GET', '/api/version'));
    expect(error).toMatchObject({ fault: 'tls' });
    expect(isTransient(error)).toBe(false);
  });

  it('gives up on a server that does not answer in time', async () => {
    const { url } = await serve(() => undefined);
    const error = await failure(
      createClient({ baseUrl: url }).request('GET', '/api/version', { timeoutMs: 50 }),
    );
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ fault: 'timeout' });
  });

  it("rejects with the reason of the caller's signal", async () => {
    const controller = new AbortController();
    const { url } = await serve(() => controller.abort(new Error('enough')));
    const call = createClient({ baseUrl: url }).request('GET', '/api/version', { signal: controller.signal });
    await expect(call).rejects.toThrow('enough');
  });

  it.each(['', '.', '..'])('refuses "%s" as an id: the address would mean something else', async (id) => {
    const call = createClient({ baseUrl: 'http://127.0.0.1:1' }).request('GET', '/api/runs/{id}', {
      params: { id },
    });
    await expect(call).rejects.toThrow(TypeError);
  });

  it('E131 refuses a key that no header can carry, without repeating it', () => {
    expect(() => createClient({ baseUrl: 'http://x', apiKey: 'mst_secret\n' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('the types of request', () => {
  it('follow the document', () => {
    const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
    const compiled = (): unknown[] => [
      client.request('GET', '/api/runs'),
      client.request('POST', '/api/runs/{id}/cancel', { params: { id: 'run_1' } }),
      // @ts-expect-error the address takes no DELETE
      client.request('DELETE', '/api/runs/{id}', { params: { id: 'run_1' } }),
      // @ts-expect-error the parameter is required
      client.request('GET', '/api/runs/{id}'),
      // @ts-expect-error the body has no such field
      client.request('POST', '/api/runs', { body: { templat: 'x' } }),
      // @ts-expect-error text needs its type
      client.request('POST', '/api/templates', { body: 'nodes: []' }),
    ];
    expect(compiled).toBeInstanceOf(Function);
  });
});
