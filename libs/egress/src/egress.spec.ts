import type { IncomingMessage, RequestListener } from 'node:http';
import { runInThisContext } from 'node:vm';
import { createCertificate } from '../test/certificate';
import { startHttp, startHttps, type LocalServer } from '../test/servers';
import { createEgress, type Egress, type EgressOptions } from './egress';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(
    open
      .splice(0)
      .reverse()
      .map((each) => each.close()),
  );
});

async function serve(listener: RequestListener): Promise<LocalServer> {
  const server = await startHttp(listener);
  open.push(server);
  return server;
}

function egressTo(servers: LocalServer[], options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allow: servers.map(({ address }) => address), ...options });
  open.push(egress);
  return egress;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const echo: RequestListener = async (request, response) => {
  const { method, url, headers } = request;
  response.setHeader('set-cookie', ['a=1; Expires=Thu, 01 Jan 2099', 'b=2']);
  response.end(JSON.stringify({ method, url, headers, body: await bodyOf(request) }));
};

describe('a request', () => {
  it('reaches a listed destination and brings the answer back', async () => {
    const server = await serve(echo);
    const answer = await egressTo([server]).request({
      url: `${server.url}/path?q=1#fragment`,
      method: 'post',
      headers: { 'X-Trace': 'yes', 'Content-Type': 'text/plain' },
      body: 'grüße',
    });
    expect(answer).toMatchObject({ status: 200, url: `${server.url}/path?q=1` });
    expect(answer.headers['set-cookie']).toBe('a=1; Expires=Thu, 01 Jan 2099\nb=2');
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      method: 'POST',
      url: '/path?q=1',
      headers: { host: server.address, 'x-trace': 'yes', 'content-length': '7' },
      body: 'grüße',
    });
  });

  it('keeps the name in Host while it connects to the address the resolver gave', async () => {
    const server = await serve(echo);
    let asked = 0;
    const resolver = async () => (asked++ === 0 ? ['127.0.0.1'] : ['203.0.113.1']);
    const egress = egressTo([], { allow: [`service.test:${server.port}`], resolver });
    const answer = await egress.request({ url: `http://service.test:${server.port}/` });
    expect(JSON.parse(answer.body.toString()).headers.host).toBe(`service.test:${server.port}`);
    expect(asked).toBe(1);
  });

  it('answers with the status, whatever it is', async () => {
    const server = await serve((_request, response) => response.writeHead(503).end('down'));
    expect(await egressTo([server]).request({ url: server.url })).toMatchObject({ status: 503 });
  });

  it.each(['CONNECT', 'TRACE', 'GET / HTTP/1.1\r\nX: y', ''])('refuses the method %j', async (method) => {
    await expect(egressTo([]).request({ url: 'http://127.0.0.1/', method })).rejects.toMatchObject({
      code: 'validation-failed',
    });
  });

  it('E099 shares few connections among many callers, and fails none', async () => {
    let active = 0;
    let most = 0;
    const server = await serve((_request, response) => {
      most = Math.max(most, ++active);
      setImmediate(() => {
        active--;
        response.end('ok');
      });
    });
    const egress = egressTo([server], { limits: { connectionsPerOrigin: 8 } });
    const answers = await Promise.all(Array.from({ length: 200 }, () => egress.request({ url: server.url })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(8);
  });
});

describe('E094 schemes', () => {
  it.each([
    'file:///etc/passwd',
    'ftp://example.com/',
    'unix:/run/docker.sock',
    'data:,x',
    'javascript:1',
    'ws://a/',
  ])('refuses %s', async (url) => {
    await expect(egressTo([]).request({ url })).rejects.toMatchObject({ code: 'unsupported-scheme' });
  });

  it.each(['', 'example.com', '/path', 'http://', 'http://[::1', 'http://127.0.0.256/', 'http://a b/'])(
    'refuses %j as no URL',
    async (url) => {
      await expect(egressTo([]).request({ url })).rejects.toMatchObject({
        code: 'validation-failed',
        errors: [{ pointer: '/url' }],
      });
    },
  );
});

describe('connection failures', () => {
  it('says connection when nobody listens', async () => {
    const server = await startHttp(echo);
    await server.close();
    const many = Array.from({ length: 50 }, () => egressTo([server]).request({ url: server.url }));
    for (const request of many)
      await expect(request).rejects.toMatchObject({ code: 'connection', retryable: true });
  });

  it('says connection when the name does not resolve', async () => {
    const resolver = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    const request = egressTo([], { resolver }).request({ url: 'http://gone.test/secret?token=1' });
    await expect(request).rejects.toMatchObject({
      code: 'connection',
      message: expect.not.stringContaining('token'),
    });
  });

  it('says connection when the answer is no HTTP', async () => {
    const server = await serve((request) => request.socket.end('SSH-2.0-nothing\r\n'));
    await expect(egressTo([server]).request({ url: server.url })).rejects.toMatchObject({
      code: 'connection',
    });
  });

  it('says connection when the body breaks off', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    await expect(egressTo([server]).request({ url: server.url })).rejects.toMatchObject({
      code: 'connection',
    });
  });
});

describe('E097 TLS', () => {
  const trusted = createCertificate(['service.test']);
  const serveTls = async (listener: RequestListener = echo) => {
    const server = await startHttps(trusted, listener);
    open.push(server);
    return server;
  };
  const toService = (server: LocalServer, options: Partial<EgressOptions>) =>
    egressTo([], {
      allow: [`service.test:${server.port}`, `other.test:${server.port}`, server.address],
      resolver: async () => ['127.0.0.1'],
      ...options,
    });

  it('accepts a certificate of a given authority, by the name in the URL', async () => {
    let servername: unknown;
    const server = await serveTls((request, response) => {
      servername = (request.socket as { servername?: unknown }).servername;
      response.end('secure');
    });
    const egress = toService(server, { ca: [trusted.cert] });
    const answer = await egress.request({ url: `https://service.test:${server.port}/` });
    expect(answer.body.toString()).toBe('secure');
    expect(servername).toBe('service.test');
  });

  it('refuses a self-signed certificate', async () => {
    const server = await serveTls();
    const request = toService(server, {}).request({ url: `https://service.test:${server.port}/` });
    await expect(request).rejects.toMatchObject({ code: 'tls-error' });
  });

  it('refuses a self-signed certificate also where the environment waives the check', async () => {
    // Jest gives a suite a copy of the environment; TLS reads the real one.
    const env = runInThisContext('process.env') as NodeJS.ProcessEnv;
    env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const server = await serveTls();
      const request = toService(server, {}).request({ url: `https://service.test:${server.port}/` });
      await expect(request).rejects.toMatchObject({ code: 'tls-error' });
    } finally {
      delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it.each(['other.test', '127.0.0.1'])('refuses a certificate that is not for %s', async (host) => {
    const server = await serveTls();
    const request = toService(server, { ca: [trusted.cert] }).request({
      url: `https://${host}:${server.port}/`,
    });
    await expect(request).rejects.toMatchObject({ code: 'tls-error' });
  });

  it('refuses a server that speaks no TLS', async () => {
    const server = await serve(echo);
    const request = toService(server, {}).request({ url: `https://127.0.0.1:${server.port}/` });
    await expect(request).rejects.toMatchObject({ code: 'tls-error' });
  });
});
