import { Agent, request } from 'node:http';
import type { Harness } from '../harness';

export interface Question {
  method: string;
  /** Sent byte for byte: no client tidies it up on the way. */
  path: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** A wrong credential: such are counted by address, so they come from many. */
  wrong?: boolean;
}

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  ms: number;
}

/** Wrong keys that one address may present in a minute, with room to spare. */
const PER_ADDRESS = 150;
/** Fewer than the API's connections to its database: nobody waits for one so long that it gives up. */
const AT_ONCE = 8;

/** Asks a running API, many questions at a time over connections that stay. */
export class Asker {
  /** How many were asked in all. */
  asked = 0;
  private wrong = 0;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

  constructor(private readonly maestro: Pick<Harness, 'port'>) {}

  ask({ method, path, headers = {}, body, wrong }: Question): Promise<Reply> {
    this.asked += 1;
    const place = wrong ? Math.floor((this.wrong += 1) / PER_ADDRESS) + 2 : 1;
    const bytes =
      body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: this.maestro.port,
          localAddress: `127.0.${place >> 8}.${place & 255}`,
          method,
          path,
          headers: {
            ...(bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {}),
            ...headers,
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          const done = () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: Buffer.concat(parts).toString(),
              ms: performance.now() - began,
            });
          // A stream has no end: its beginning tells who was let in.
          if (answer.headers['content-type']?.startsWith('text/event-stream')) {
            done();
            answer.destroy();
            return;
          }
          answer
            .on('data', (part: Buffer) => parts.push(part))
            .on('end', done)
            .on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(bytes);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Does `work` for all items, some at a time. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const hand = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
}
