import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { isProblemCode, MaestroError, type Problem } from '@maestro/problems';
import { createLogger } from '@maestro/telemetry';
import { sendRaw, type RawAnswer } from '../../test/raw-http';
import { answerErrors, createHttpServer } from './create-server';

let server: FastifyInstance;
let port: number;
const lines: string[] = [];

beforeAll(async () => {
  server = createHttpServer();
  const logger = createLogger({ service: 'test', destination: { write: (line) => void lines.push(line) } });
  answerErrors(server, logger);
  server.get('/things/:id', (request) => ({ id: (request.params as { id: string }).id }));
  server.post('/things', (request) => ({ bytes: (request.body as Buffer | undefined)?.length ?? 0 }));
  server.post('/large', { config: { bodyLimit: 4_000_000 } }, (request) => ({
    bytes: (request.body as Buffer).length,
  }));
  server.get('/fault', () => {
    throw new Error('relation "maestro_runs" does not exist at /srv/app.js');
  });
  server.get('/down', () => {
    throw Object.assign(new Error('terminating connection'), { code: '57P01' });
  });
  server.get('/refused', () => {
    throw new MaestroError('rate-limited', 'Slowly.', { retryAfter: 7, headers: { 'X-More': 'yes' } });
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.server.closeAllConnections();
  await server.close();
});

const request = (head: string, body = '') => sendRaw(port, `${head}\r\nHost: x\r\n\r\n${body}`);

function problemIn(answer: RawAnswer | null): Problem {
  expect(answer?.headers.get('content-type')).toBe('application/problem+json');
  const problem = JSON.parse(answer?.body ?? '') as Problem;
  expect(problem).toMatchObject({
    type: `https://maestro.dev/problems/${problem.code}`,
    status: answer?.status,
    title: expect.any(String),
    detail: expect.any(String),
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    retryable: expect.any(Boolean),
  });
  expect(isProblemCode(problem.code)).toBe(true);
  return problem;
}

describe('answers', () => {
  it('carry ids and forbid sniffing, caching and embedding', async () => {
    const answer = await request('GET /things/7 HTTP/1.1');
    expect(answer).toMatchObject({ status: 200, body: '{"id":"7"}' });
    expect(Object.fromEntries(answer?.headers ?? [])).toMatchObject({
      'x-request-id': expect.stringMatching(/^[0-9a-f]{24}$/),
      'trace-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(
      [...(answer?.headers.keys() ?? [])].filter((name) => /powered|access-control|server/.test(name)),
    ).toEqual([]);
  });

  it('keep the ids a caller gives, where they are ids', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const given = await request(
      `GET /none HTTP/1.1\r\nX-Request-Id: abc-1\r\ntraceparent: 00-${trace}-b7ad6b7169203331-01`,
    );
    expect(given?.headers.get('x-request-id')).toBe('abc-1');
    expect(given?.headers.get('trace-id')).toBe(trace);
    expect(problemIn(given).trace_id).toBe(trace);
    const odd = await request('GET /none HTTP/1.1\r\nX-Request-Id: <script>\r\ntraceparent: 00-0-0-0');
    expect(odd?.headers.get('x-request-id')).toMatch(/^[0-9a-f]{24}$/);
  });
});

describe('refusals', () => {
  it.each([
    '/none',
    '/things',
    '/things/',
    '//things/7',
    '/THINGS/7',
    '/things/7/',
    '/things;x/7',
    '/things/%2e%2e/none',
    `/things/${'x'.repeat(600)}`,
  ])('E016: know no other spelling of an address: %s', async (path) => {
    const answer = await request(`GET ${path} HTTP/1.1`);
    const problem = problemIn(answer);
    if (path === '/things') expect(answer?.headers.get('allow')).toBe('POST');
    else expect(problem).toMatchObject({ code: 'not-found', instance: expect.stringMatching(/^\//) });
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'POST', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
    'name the methods that %s is not one of',
    async (method) => {
      const answer = await request(`${method} /things/7 HTTP/1.1\r\nContent-Length: 2`, '{}');
      expect(problemIn(answer).code).toBe('method-not-allowed');
      expect(answer?.headers.get('allow')).toBe('GET, HEAD');
    },
  );

  it('E017: do not let a header change the method', async () => {
    expect(await request('GET /things/7 HTTP/1.1\r\nX-HTTP-Method-Override: DELETE')).toMatchObject({
      status: 200,
    });
  });

  it('E035: end at the limit of the body, by its length and by what arrives', async () => {
    const announced = await request('POST /things HTTP/1.1\r\nContent-Length: 10000000', 'x'.repeat(1_000));
    expect(problemIn(announced).code).toBe('payload-too-large');
    expect(announced?.headers.get('connection')).toBe('close');
    const chunk = `${(600_000).toString(16)}\r\n${'x'.repeat(600_000)}\r\n`;
    const chunked = await request(
      'POST /things HTTP/1.1\r\nTransfer-Encoding: chunked',
      `${chunk}${chunk}0\r\n\r\n`,
    );
    expect(problemIn(chunked).code).toBe('payload-too-large');
    const large = await request('POST /large HTTP/1.1\r\nContent-Length: 1200000', 'x'.repeat(1_200_000));
    expect(large).toMatchObject({ status: 200, body: '{"bytes":1200000}' });
  });

  it('E035: reach a client that sends ten megabytes before it listens', async () => {
    const body = 'x'.repeat(10_000_000);
    for (let i = 0; i < 5; i += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}/things`, { method: 'POST', body });
      expect(answer.status).toBe(413);
    }
  });

  it('E044: tell a long address from long headers', async () => {
    expect(problemIn(await request(`GET /things/7?${'a'.repeat(20_000)} HTTP/1.1`)).code).toBe(
      'uri-too-long',
    );
    expect(problemIn(await request(`GET /things/7?${'a'.repeat(200_000)} HTTP/1.1`)).code).toBe(
      'uri-too-long',
    );
    const headers = await request(`GET /things/7 HTTP/1.1\r\nX-Long: ${'a'.repeat(40_000)}`);
    expect(problemIn(headers).code).toBe('headers-too-large');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['an unknown version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['two lengths', 'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    [
      'a length and chunks',
      'POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a broken chunk', 'POST /things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['no Host', 'GET /things/7 HTTP/1.1\r\n\r\n'],
    ['a broken escape', 'GET /things/%zz HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['TLS to a plain port', Buffer.from('16030100a5010000a10303', 'hex')],
  ])('E035: answer %s', async (_, bytes) => {
    expect(problemIn(await sendRaw(port, bytes)).code).toBe('bad-request');
  });

  it('answer CONNECT and unknown expectations', async () => {
    expect(problemIn(await sendRaw(port, 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n')).code).toBe(
      'method-not-allowed',
    );
    expect(await request('GET /things/7 HTTP/1.1\r\nExpect: the-unexpected')).toMatchObject({ status: 200 });
  });

  it('E036: stumble over no content type', async () => {
    for (const type of ['application/json\tx', 'text/plain', 'x', '']) {
      const answer = await request(
        `POST /things HTTP/1.1\r\nContent-Length: 2\r\nContent-Type: ${type}`,
        '{}',
      );
      if (answer?.status !== 200) expect(problemIn(answer).code).toBe('unsupported-media-type');
    }
  });
});

describe('faults', () => {
  it('on our side say nothing of themselves, but for the log', async () => {
    const answer = await request('GET /fault HTTP/1.1');
    const problem = problemIn(answer);
    expect(problem).toMatchObject({ status: 500, code: 'internal' });
    expect(answer?.body).not.toMatch(/maestro_runs|srv|relation/);
    expect(lines.join('')).toContain('maestro_runs');
    expect(lines.join('')).toContain(problem.trace_id);
  });

  it('of dependencies are temporary and say when to try again', async () => {
    const answer = await request('GET /down HTTP/1.1');
    expect(problemIn(answer)).toMatchObject({ status: 503, code: 'service-unavailable', retryable: true });
    expect(answer?.headers.get('retry-after')).toBe('1');
  });

  it('bring their own headers', async () => {
    const answer = await request('GET /refused HTTP/1.1');
    expect(problemIn(answer).code).toBe('rate-limited');
    expect(answer?.headers.get('retry-after')).toBe('7');
    expect(answer?.headers.get('x-more')).toBe('yes');
  });
});

it('answers any bytes with a problem, a success, or not at all', async () => {
  const method = fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'get', 'G\u0000T', '');
  const path = fc.oneof(
    fc.webPath(),
    fc.string({ maxLength: 30 }),
    fc.constantFrom('*', 'http://x/things/7', '/things/7'),
  );
  const header = fc.tuple(
    fc.constantFrom('Host', 'Content-Length', 'Transfer-Encoding', 'Content-Type', 'Expect', 'Upgrade', 'X'),
    fc.oneof(
      fc.nat(20).map(String),
      fc.constantFrom('chunked', 'x', 'websocket', '100-continue'),
      fc.string({ maxLength: 12 }),
    ),
  );
  const bytes = fc
    .tuple(method, path, fc.array(header, { maxLength: 4 }), fc.string({ maxLength: 20 }))
    .map(([verb, target, headers, body]) => {
      const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      return `${verb} ${target} HTTP/1.1\r\nConnection: close\r\n${head}\r\n${body}`;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, fc.string()), async (text) => {
      // Half a request would be waited for: what follows ends or breaks it.
      const answer = await sendRaw(port, `${text}\r\n\r\n\u0000\r\n\r\n`);
      if (answer === null || answer.status < 400) return;
      if (!text.startsWith('HEAD')) problemIn(answer);
    }),
    { numRuns: 300 },
  );
});
