import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the double answers to one call: 200 and `{}` unless told otherwise. */
export interface Reply {
  status?: number;
  body?: object;
  /** The answer waits for `release`. */
  held?: boolean;
}

export interface Call {
  /** `POST /charges` */
  line: string;
  body: unknown;
  /** The same for all attempts of one task. */
  key: string | undefined;
  at: number;
}

/** All that the examples call: one HTTP server on loopback that notes who asked for what, in order. */
export interface Outside {
  url: string;
  host: string;
  calls: Call[];
  /** Calls under way now, and the most there have been at once. */
  busy: { now: number; most: number };
  /** Replies to the calls of one line, in turn; the last one stays. */
  replies(line: string, ...replies: Reply[]): void;
  release(): void;
  /** Forgets calls and replies. */
  clear(): void;
  close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
  const answers = new Map<string, Reply[]>();
  const calls: Call[] = [];
  const busy = { now: 0, most: 0 };
  const held = new Set<() => void>();
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const line = `${request.method} ${request.url}`;
    busy.most = Math.max(busy.most, ++busy.now);
    let over = false;
    const leave = () => {
      if (!over) busy.now -= 1;
      over = true;
    };
    response.once('close', leave);
    const body = await readJson(request);
    const key = request.headers['idempotency-key'] as string | undefined;
    calls.push({ line, body, key, at: performance.now() });
    const queue = answers.get(line) ?? [];
    const reply = (queue.length > 1 ? queue.shift() : queue[0]) ?? {};
    if (reply.held) await new Promise<void>((go) => held.add(go));
    // Before the answer: whoever has it may call again at once.
    leave();
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reply.body ?? {}));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const release = () => {
    for (const go of held) go();
    held.clear();
  };
  return {
    url: `http://${host}`,
    host,
    calls,
    busy,
    replies: (line, ...replies) => void answers.set(line, replies),
    release,
    clear: () => {
      release();
      answers.clear();
      calls.length = 0;
      busy.most = busy.now;
    },
    close: () => {
      release();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
