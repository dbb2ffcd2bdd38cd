import { MaestroError } from '@maestro/problems';
import type { RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { startHttp, type LocalServer } from '../test/servers';
import { createEgress, type Egress, type EgressLimits } from './egress';
import { readBody } from './response-body';

const mebibyte = 1024 * 1024;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function setUp(
  listener: RequestListener,
  limits: Partial<EgressLimits> = {},
): Promise<{ server: LocalServer; egress: Egress }> {
  const server = await startHttp(listener);
  const egress = createEgress({ allow: [server.address], limits });
  open.push(server, egress);
  return { server, egress };
}

/** Writes as fast as the reader takes it, until the reader hangs up; answers how many bytes were offered. */
async function pour(response: ServerResponse, chunk: Buffer): Promise<number> {
  let written = 0;
  const source = Readable.from(
    (function* () {
      for (;;) {
        written += chunk.length;
        yield chunk;
      }
    })(),
  );
  await pipeline(source, response).catch(() => undefined);
  return written;
}

describe('decoding', () => {
  const text = Buffer.from('what was meant '.repeat(1000));
  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['br', brotliCompressSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
    ['identity', text],
  ])('reads %s', async (coding, body) => {
    const { server, egress } = await setUp((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    const answer = await egress.request({ url: server.url });
    expect(answer.body.equals(text)).toBe(true);
    expect(answer.headers).not.toHaveProperty('content-encoding');
  });

  it('reads an empty body as empty, whatever its coding', async () => {
    const { server, egress } = await setUp((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(),
    );
    expect((await egress.request({ url: server.url, method: 'HEAD' })).body).toHaveLength(0);
    expect((await egress.request({ url: server.url })).body).toHaveLength(0);
  });

  it.each([
    ['gzip', gzipSync(text).subarray(0, 50)],
    ['gzip', Buffer.from('not gzip at all')],
    ['br', Buffer.from('not brotli at all')],
    ['zstd', text],
    ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(text)))],
  ])('says connection for broken or unknown %s', async (coding, body) => {
    const { server, egress } = await setUp((_request, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end(body),
    );
    await expect(egress.request({ url: server.url })).rejects.toMatchObject({ code: 'connection' });
  });
});

describe('E096 size', () => {
  it('takes a body of exactly the limit and refuses one byte more', async () => {
    const { server, egress } = await setUp((request, response) =>
      response.end('x'.repeat(Number(request.url?.slice(1)))),
    );
    const request = (bytes: number) => egress.request({ url: `${server.url}/${bytes}`, maxBytes: 1000 });
    expect((await request(1000)).body).toHaveLength(1000);
    await expect(request(1001)).rejects.toMatchObject({ code: 'response-too-large' });
  });

  it('hangs up on an endless body', async () => {
    const { promise, resolve } = withResolvers<number>();
    const { server, egress } = await setUp((_request, response) => {
      void pour(response, Buffer.alloc(64 * 1024)).then(resolve);
    });
    await expect(egress.request({ url: server.url, maxBytes: mebibyte })).rejects.toMatchObject({
      code: 'response-too-large',
    });
    expect(await promise).toBeLessThan(64 * mebibyte);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(16 * mebibyte))],
    ['br', brotliCompressSync(Buffer.alloc(16 * mebibyte))],
  ])('refuses a bomb in %s', async (coding, bomb) => {
    const { server, egress } = await setUp((_request, response) => {
      response.writeHead(200, { 'content-encoding': coding });
      void pour(response, bomb);
    });
    await expect(egress.request({ url: server.url })).rejects.toMatchObject({ code: 'response-too-large' });
  });

  it('does not unfold a bomb ahead of what is read', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * mebibyte));
    let pulled = 0;
    const source = Readable.from(
      (function* () {
        for (; pulled < bomb.length; pulled += 1024) yield bomb.subarray(pulled, pulled + 1024);
      })(),
    );
    await expect(readBody(source, 'gzip', mebibyte)).rejects.toMatchObject({ code: 'response-too-large' });
    // One KiB unfolds to one MiB; the rest is what the streams between hold.
    expect(pulled).toBeLessThan(64 * 1024);
    await finished(source).catch(() => undefined);
  });

  it('refuses an endless head', async () => {
    const { server, egress } = await setUp((request) =>
      request.socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`),
    );
    await expect(egress.request({ url: server.url })).rejects.toMatchObject({ code: 'response-too-large' });
  });
});

describe('E096 time', () => {
  it('ends a body that drips', async () => {
    const { server, egress } = await setUp((_request, response) => response.write('x'));
    await expect(egress.request({ url: server.url, timeoutMs: 200 })).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    });
  });

  it('ends a wait for the head, within its own limit', async () => {
    const { server, egress } = await setUp(() => undefined, { headersTimeoutMs: 200 });
    await expect(egress.request({ url: server.url })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('counts all redirects together', async () => {
    const { server, egress } = await setUp((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 40);
    });
    const request = egress.request({ url: server.url, timeoutMs: 200, maxRedirects: 1000 });
    await expect(request).rejects.toMatchObject({ code: 'timeout' });
  });

  it('waits as long as it is told, also beyond what a timer can', async () => {
    const { server, egress } = await setUp((_request, response) => setImmediate(() => response.end('ok')));
    expect(await egress.request({ url: server.url, timeoutMs: 2 ** 40 })).toMatchObject({ status: 200 });
  });

  it('ends while the name is still being resolved', async () => {
    const egress = createEgress({ allow: [], resolver: () => new Promise(() => undefined) });
    await expect(egress.request({ url: 'http://slow.test/', timeoutMs: 50 })).rejects.toMatchObject({
      code: 'timeout',
    });
  });
});

describe('cancellation', () => {
  it('throws the reason where it is one of ours, else cancelled, and frees the server', async () => {
    const reasons: [unknown, string][] = [
      [new MaestroError('timeout', 'The attempt is over.'), 'timeout'],
      [new Error('anything'), 'cancelled'],
    ];
    for (const [reason, code] of reasons) {
      const controller = new AbortController();
      const hungUp = withResolvers<void>();
      const { server, egress } = await setUp((_request, response) => {
        response.once('close', hungUp.resolve);
        response.write('x', () => controller.abort(reason));
      });
      await expect(egress.request({ url: server.url, signal: controller.signal })).rejects.toMatchObject({
        code,
      });
      await hungUp.promise;
    }
  });

  it('does not start when it is already cancelled', async () => {
    let requests = 0;
    const { server, egress } = await setUp((_request, response) => {
      requests++;
      response.end();
    });
    await expect(egress.request({ url: server.url, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(requests).toBe(0);
  });
});

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
