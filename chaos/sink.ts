import { appendFileSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';

/** One effect as the outside world saw it. */
export interface Effect {
  key: string;
  run: string;
  /** False for every further one with the same key. */
  first: boolean;
  path: string;
  /** Milliseconds since the epoch. */
  t: number;
}

/** The outside world: it writes down what it is told, and tells a repeat from a first by the idempotency key. */
export interface Sink {
  url: string;
  /** `host:port`, for the tenant's list of allowed addresses. */
  host: string;
  effects: readonly Effect[];
  close(): void;
}

/** How many requests of one key `/flaky` refuses before it obliges. */
const REFUSALS = 2;

/** Listens on a free port. `/flaky` answers 503 twice for each key; every other path always takes the effect. */
export async function openSink(file: string): Promise<Sink> {
  const effects: Effect[] = [];
  const seen = new Set<string>();
  const refused = new Map<string, number>();
  mkdirSync(dirname(file), { recursive: true });

  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const key = String(request.headers['idempotency-key'] ?? '');
      const path = request.url ?? '/';
      const refusals = refused.get(key) ?? 0;
      if (path === '/flaky' && refusals < REFUSALS) {
        refused.set(key, refusals + 1);
        return response.writeHead(503, { 'content-type': 'application/json' }).end('{}');
      }
      const effect = { key, run: body.run ?? '', first: !seen.has(key), path, t: Date.now() };
      seen.add(key);
      effects.push(effect);
      // Before the answer: what is not written down has not happened.
      appendFileSync(file, `${JSON.stringify(effect)}\n`);
      return response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ first: effect.first }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://${host}`, host, effects, close };
}

async function bodyOf(request: IncomingMessage): Promise<{ run?: string }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as { run?: string };
  } catch {
    // Cut off half-way, as its sender was killed: nothing was asked.
    return {};
  }
}
