import { startCanary, startHttp, type Canary, type LocalServer } from '../test/servers';
import { hostile, refusedUrls } from '../test/ssrf-corpus';
import { systemResolver, type Resolver } from './connector';
import { createEgress, type Egress } from './egress';

const resolver: Resolver = async (hostname) => hostile[hostname] ?? systemResolver(hostname);

/** Global unicast space that nobody routes: a connection attempt ends at once or in the deadline. */
const unroutable = '3ffe::1';

let canary: Canary;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  canary = await startCanary();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  expect(canary.connections()).toBe(0);
});
afterAll(() => canary.close());

function egressFor(allow: string[] = [], more: { resolver?: Resolver; closed?: string[] } = {}): Egress {
  const egress = createEgress({ allow, resolver, limits: { connectTimeoutMs: 300 }, ...more });
  open.push(egress);
  return egress;
}

async function redirecting(
  location: string | ((port: number) => string),
  status = 302,
): Promise<LocalServer> {
  const server: LocalServer = await startHttp((request, response) => {
    if (request.url === '/end') return response.end('end');
    response
      .writeHead(status, { location: typeof location === 'string' ? location : location(server.port) })
      .end();
  });
  open.push(server);
  return server;
}

describe.each(Object.entries(refusedUrls))('%s', (_family, urls) => {
  it.each(urls)('refuses %j without a packet', async (url) => {
    const request = egressFor().request({ url: url.replace('PORT', String(canary.port)), timeoutMs: 2000 });
    await expect(request).rejects.toMatchObject({ code: 'egress-denied' });
  });

  // After a redirect, `http:host` is a path on the server that sent it.
  it.each(urls.filter((url) => !/^http:\d/.test(url)))('refuses to be redirected to %j', async (url) => {
    const server = await redirecting(asHeader(url.replace('PORT', String(canary.port))));
    const request = egressFor([server.address]).request({ url: server.url, timeoutMs: 2000 });
    await expect(request).rejects.toMatchObject({ code: 'egress-denied' });
  });
});

/** Header fields take no other characters; the URL parser decodes them again, in the host too. */
function asHeader(url: string): string {
  return url.replace(/[^\x20-\x7e]/gu, (character) => (character < ' ' ? '' : encodeURIComponent(character)));
}

it('knows at least sixty spellings', () => {
  expect(Object.values(refusedUrls).flat().length).toBeGreaterThanOrEqual(60);
});

describe('E092 rebinding', () => {
  it('asks for the name once and connects to nothing but that answer', async () => {
    const answers = [[unroutable], ['127.0.0.1']];
    let asked = 0;
    const rebinding: Resolver = async () => answers[Math.min(asked++, 1)] ?? [];
    const egress = egressFor([], { resolver: rebinding });
    await expect(
      egress.request({ url: `http://rebind.test:${canary.port}/`, timeoutMs: 500 }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^(connection|timeout)$/),
    });
    expect(asked).toBe(1);
  });

  it('refuses the name as soon as it answers with a private address', async () => {
    const egress = egressFor([], { resolver: async () => ['127.0.0.1'] });
    const url = `http://rebind.test:${canary.port}/`;
    await expect(egress.request({ url })).rejects.toMatchObject({ code: 'egress-denied' });
  });

  it('does not open metadata through a listed name', async () => {
    const egress = egressFor(['listed.test:80'], { resolver: async () => ['169.254.169.254'] });
    await expect(egress.request({ url: 'http://listed.test/' })).rejects.toMatchObject({
      code: 'egress-denied',
    });
  });
});

describe('E093 redirects', () => {
  it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'data:text/plain,x', 'ftp://example.com/'])(
    'refuses %s',
    async (target) => {
      const server = await redirecting(target);
      await expect(egressFor([server.address]).request({ url: server.url })).rejects.toMatchObject({
        code: 'unsupported-scheme',
      });
    },
  );

  it('judges every hop of a chain, not only the first and the last', async () => {
    const last = await redirecting(`http://127.0.0.1:${canary.port}/`);
    const first = await redirecting(`${last.url}/`);
    const egress = egressFor([first.address, last.address]);
    await expect(egress.request({ url: first.url })).rejects.toMatchObject({ code: 'egress-denied' });
  });

  it('gives up after ten', async () => {
    const server = await redirecting('/again');
    await expect(egressFor([server.address]).request({ url: server.url })).rejects.toMatchObject({
      code: 'too-many-redirects',
    });
  });
});

describe('E098 the platform itself', () => {
  it('is closed even to a tenant who lists it', async () => {
    const { port } = canary;
    const egress = egressFor([`127.0.0.1:${port}`, `localhost:${port}`, `127.0.0.2:${port}`], {
      closed: [`127.0.0.1:${port}`],
    });
    for (const host of ['127.0.0.1', 'localhost', '127.0.0.2'])
      await expect(egress.request({ url: `http://${host}:${port}/` })).rejects.toMatchObject({
        code: 'egress-denied',
      });
  });
});
