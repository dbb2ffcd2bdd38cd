import fc from 'fast-check';
import {
  frame,
  listen,
  resumesAfter,
  sendProblem,
  streaming,
  type StreamScript,
  type TestServer,
} from '../test/server';
import { createClient } from './client';
import type { StreamOptions } from './stream';

const servers: TestServer[] = [];
const serve = async (...args: Parameters<typeof listen>): Promise<TestServer> => {
  const server = await listen(...args);
  servers.push(server);
  return server;
};
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

const collect = async (url: string, options?: StreamOptions): Promise<string[]> => {
  const seen: string[] = [];
  for await (const event of createClient({ baseUrl: url }).streamEvents('run_1', options))
    seen.push(event.id);
  return seen;
};
const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `c${from + index}`);

/** Sends the events up to `last`, then whatever `ending` does. */
const upTo = (last: number, ending: (response: Parameters<StreamScript>[0]) => void): StreamScript => {
  return (response, request) => {
    response.write('retry: 1\n: heartbeat\n\n');
    for (let n = resumesAfter(request) + 1; n <= last; n++) response.write(frame(n));
    ending(response);
  };
};
const end = (response: Parameters<StreamScript>[0]): void => void response.end('event: end\ndata: {}\n\n');

describe('streamEvents', () => {
  it('yields every event in order and ends on the end event', async () => {
    const { url } = await serve(streaming([upTo(5, end)]));
    expect(await collect(url)).toEqual(ids(1, 5));
  });

  it('starts behind the cursor it is given', async () => {
    const { url } = await serve(streaming([upTo(5, end)]));
    expect(await collect(url, { after: 'c3' })).toEqual(ids(4, 5));
  });

  it('E134 resumes behind the last event after each cut, without gaps or repeats', async () => {
    const halfEvent = (response: Parameters<StreamScript>[0]): void => {
      response.write(frame(3).slice(0, 20), () => response.destroy());
    };
    const { url } = await serve(
      streaming([upTo(2, halfEvent), upTo(2, (r) => r.end()), upTo(4, (r) => r.destroy()), upTo(6, end)]),
    );
    expect(await collect(url)).toEqual(ids(1, 6));
  });

  it('E134 hands out each event once wherever the connections break', async () => {
    const whole = ids(1, 8);
    const body = whole.map((_, index) => frame(index + 1)).join('');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(body.length), { maxLength: 4 }), async (cuts) => {
        const cutAt =
          (length: number): StreamScript =>
          (response, request) => {
            const rest = body.slice(body.indexOf(frame(resumesAfter(request) + 1)));
            const sent = resumesAfter(request) === whole.length ? '' : rest.slice(0, length);
            response.write(`retry: 1\n${sent}`, () => response.destroy());
          };
        const server = await listen(streaming([...cuts.map(cutAt), upTo(whole.length, end)]));
        try {
          expect(await collect(server.url)).toEqual(whole);
        } finally {
          await server.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('drops the one event a server repeats on resuming', async () => {
    const repeats: StreamScript = (response) => {
      response.write(frame(2) + frame(3));
      end(response);
    };
    const { url } = await serve(streaming([upTo(2, (r) => r.end()), repeats]));
    expect(await collect(url)).toEqual(ids(1, 3));
  });

  it('reconnects when the server falls silent', async () => {
    const { url } = await serve(streaming([upTo(1, () => undefined), upTo(2, end)]));
    const faults: string[] = [];
    const onInterrupted = (fault: Error | undefined): void => void faults.push(String(fault?.message));
    expect(await collect(url, { silenceMs: 100, onInterrupted })).toEqual(ids(1, 2));
    expect(faults).toEqual(['The event stream fell silent']);
  });

  it('waits out a failing server and the pause it asks for', async () => {
    const follow = streaming([upTo(2, end)]);
    let refusals = 2;
    const { url } = await serve((request, response) => {
      if (refusals-- > 0) sendProblem(response, 503, 'service-unavailable', { 'retry-after': '0.4' });
      else follow(request, response);
    });
    const waits: number[] = [];
    expect(await collect(url, { onInterrupted: (_, wait) => void waits.push(wait) })).toEqual(ids(1, 2));
    expect(waits).toHaveLength(2);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(400);
  });

  it.each([
    [401, 'invalid-token'],
    [404, 'not-found'],
    [400, 'invalid-cursor'],
  ])('throws a refusal that waiting cannot cure: %i %s', async (status, code) => {
    const { url } = await serve((_, response) => sendProblem(response, status, code));
    await expect(collect(url)).rejects.toMatchObject({ code });
  });

  it('throws when a revoked key ends an open stream', async () => {
    const first = streaming([upTo(1, (r) => r.end())]);
    let connections = 0;
    const { url } = await serve((request, response) =>
      connections++ === 0 ? first(request, response) : sendProblem(response, 401, 'invalid-token'),
    );
    await expect(collect(url)).rejects.toMatchObject({ code: 'invalid-token' });
  });

  it('throws for an answer that is not an event stream', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('hi'),
    );
    await expect(collect(url)).rejects.toMatchObject({ fault: 'response' });
  });

  it('gives up after the time it is given', async () => {
    const { url, close } = await listen(() => undefined);
    await close();
    await expect(collect(url, { giveUpAfterMs: 300 })).rejects.toMatchObject({ fault: 'connection' });
  });

  it("ends with the reason of the caller's signal, connected or pausing", async () => {
    const open = await serve(streaming([upTo(1, () => undefined)]));
    const closed = await serve(streaming([upTo(0, (r) => r.end('retry: 10000\n\n'))]));
    const controller = new AbortController();
    const stop = (): void => controller.abort(new Error('enough'));
    const stream = createClient({ baseUrl: open.url }).streamEvents('run_1', { signal: controller.signal });
    await stream.next();
    const pausing = collect(closed.url, {
      signal: controller.signal,
      onInterrupted: () => queueMicrotask(stop),
    });
    await expect(pausing).rejects.toThrow('enough');
    await expect(stream.next()).rejects.toThrow('enough');
  });

  it('closes its connection when the consumer stops early', async () => {
    let closed: (value: unknown) => void;
    const gone = new Promise((resolve) => (closed = resolve));
    const { url } = await serve(streaming([upTo(3, (response) => response.on('close', closed))]));
    for await (const event of createClient({ baseUrl: url }).streamEvents('run_1'))
      if (event.id === 'c2') break;
    await gone;
  });
});
