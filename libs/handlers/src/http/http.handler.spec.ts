import { createEgress, type EgressLimits } from '@maestro/egress';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext } from '../../test/context';
import { httpHandler, type HttpInput } from './http.handler';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

/** Starts a server; answers how to send it a request through the handler. */
async function serve(listener: RequestListener, limits: Partial<EgressLimits> = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const egress = createEgress({ allow: [`127.0.0.1:${port}`], limits });
  open.push(egress, {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
  const url = `http://127.0.0.1:${port}`;
  return (input: Omit<HttpInput, 'url'> & { path?: string }, signal?: AbortSignal) => {
    const { path = '/', ...rest } = input;
    return httpHandler.execute(
      { url: url + path, ...rest },
      createContext({ egress, ...(signal ? { signal } : {}) }),
    );
  };
}

interface Echo {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const echo: RequestListener = async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url, headers } = request;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
};

const answering =
  (status: number, headers: Record<string, string> = {}, body: string | Buffer = ''): RequestListener =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

describe('the request', () => {
  it('is a GET without further ado, and carries no idempotency key', async () => {
    const send = await serve(echo);
    const { body } = (await send({})) as unknown as { body: Echo };
    expect(body).toMatchObject({ method: 'GET', url: '/', body: '' });
    expect(body.headers).not.toHaveProperty('idempotency-key');
  });

  it('sends JSON, a query, headers, and the key of the task', async () => {
    const send = await serve(echo);
    const { body } = (await send({
      path: '/items?a=1',
      method: 'PATCH',
      query: { b: ['x y', 2], 'c&d': true },
      headers: { 'X-Trace': 't' },
      body: { name: 'é' },
    })) as unknown as { body: Echo };
    expect(body).toMatchObject({
      method: 'PATCH',
      url: '/items?a=1&b=x+y&b=2&c%26d=true',
      body: '{"name":"é"}',
      headers: {
        'x-trace': 't',
        'content-type': 'application/json',
        'idempotency-key': createContext().idempotencyKey,
      },
    });
  });

  it('lets the author choose type and key, in any case', async () => {
    const send = await serve(echo);
    const { body } = (await send({
      method: 'POST',
      text: '<a/>',
      headers: { 'content-TYPE': 'text/xml', 'idempotency-KEY': 'mine' },
    })) as unknown as { body: Echo };
    expect(body).toMatchObject({
      body: '<a/>',
      headers: { 'content-type': 'text/xml', 'idempotency-key': 'mine' },
    });
  });

  it.each<[Partial<HttpInput>, string]>([
    [{ url: 'ftp://example.com/' }, 'unsupported-scheme'],
    [{ url: 'not a url', query: { a: 1 } }, 'validation-failed'],
    [{ url: 'http://127.0.0.1/' }, 'egress-denied'],
    [{ url: 'http://127.0.0.1/', headers: { Host: 'x' } }, 'invalid-header'],
  ])('E094 E095 E098 passes on what the egress says of %j', async (input, code) => {
    await expect(httpHandler.execute({ url: '', ...input }, createContext())).rejects.toMatchObject({ code });
  });
});

describe('the answer', () => {
  it.each([
    ['application/json', '{"a":[1,null]}', { a: [1, null] }],
    ['application/json; charset=utf-8', '\ufeff"bom"', 'bom'],
    ['APPLICATION/problem+JSON', 'true', true],
    ['text/plain', '{"a":1}', '{"a":1}'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), 'é'],
    ['text/plain; charset="utf-16le"', Buffer.from('é', 'utf16le'), 'é'],
    ['text/plain; charset=nonsense', 'é', 'é'],
    ['application/jsonx', '1', '1'],
    ['', 'é', 'é'],
    ['application/json', '', null],
  ])('of type %j is read as it says', async (type, body, expected) => {
    const send = await serve(answering(200, type ? { 'content-type': type } : {}, body));
    const output = await send({});
    expect(output).toMatchObject({ status: 200, body: expected });
    expect(output.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it.each(['{"a":', '{a:1}', Buffer.from([0x22, 0xff, 0x22])])(
    'that says JSON but is %j fails as malformed',
    async (body) => {
      const send = await serve(answering(200, { 'content-type': 'application/json' }, body));
      await expect(send({})).rejects.toMatchObject({ code: 'malformed-json', retryable: false });
    },
  );

  it('follows redirects and says where it ended', async () => {
    const send = await serve((request, response) =>
      request.url === '/end' ? response.end('done') : response.writeHead(302, { location: '/end' }).end(),
    );
    expect(await send({})).toMatchObject({ body: 'done', url: expect.stringMatching(/\/end$/) });
  });

  it.each([
    [500, 'http_5xx', true],
    [503, 'http_5xx', true],
    [400, 'http_4xx', false],
    [404, 'http_4xx', false],
    [408, 'http_4xx', true],
    [429, 'http_4xx', true],
  ])('%i fails as %s', async (status, code, retryable) => {
    const send = await serve(answering(status, { 'retry-after': '7' }));
    await expect(send({ path: '/?token=secret' })).rejects.toMatchObject({
      code,
      retryable,
      retryAfter: 7,
      message: expect.not.stringContaining('secret'),
    });
  });

  it.each([200, 204, 304])('%i is a success', async (status) => {
    const send = await serve(answering(status));
    expect(await send({})).toMatchObject({ status, body: null });
  });

  it('is a success exactly where its status is expected', async () => {
    const send = await serve((request, response) => response.writeHead(Number(request.url?.slice(1))).end());
    expect(await send({ path: '/404', expect: { status: 404 } })).toMatchObject({ status: 404 });
    expect(await send({ path: '/503', expect: { status: [200, 503] } })).toMatchObject({ status: 503 });
    await expect(send({ path: '/200', expect: { status: 201 } })).rejects.toMatchObject({
      code: 'output-invalid',
    });
    await expect(send({ path: '/500', expect: { status: 201 } })).rejects.toMatchObject({ code: 'http_5xx' });
  });
});

describe('the limits', () => {
  it('E096 are handed to the egress', async () => {
    const send = await serve((request, response) =>
      request.url === '/slow' ? response.write('x') : response.end('xx'),
    );
    await expect(send({ max_bytes: 1 })).rejects.toMatchObject({ code: 'response-too-large' });
    await expect(send({ path: '/slow', timeout: '100ms' })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('is waited for as long as the node says, also before its first word', async () => {
    const thinking: RequestListener = (_, response) => void setTimeout(() => response.end('done'), 1_500);
    const send = await serve(thinking, { headersTimeoutMs: 1 });
    expect((await send({ timeout: '10s' })).status).toBe(200);
  });

  it('include the life of the task', async () => {
    const controller = new AbortController();
    const send = await serve((_request, response) => {
      response.write('x');
      controller.abort();
    });
    await expect(send({}, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
