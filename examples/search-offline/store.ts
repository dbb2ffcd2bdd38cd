import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import documents from './documents.json';

/** Where the index of a search lies: parts under a name, and one manifest that says which name counts. */
export interface Store {
  url: string;
  host: string;
  /** What it was asked for, as `PUT /manifest`. */
  calls: string[];
  /** The answer to a request is held back until `release`, its effect not. */
  hold(part: 'indexes' | 'manifest'): void;
  release(): void;
  /** So many conditional writes are refused by a server that has no time. */
  busy(times: number): void;
  /** Somebody else moves the manifest. */
  moveManifest(): void;
  /** What a search reads: the index that the manifest names. Throws where that is not whole. */
  read(): Promise<string>;
  close(): Promise<void>;
}

interface Manifest {
  index: string;
  checksum: string;
}

const PARTS = 4;
const digest = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** A store that knows conditional writes, as object stores do, and repeats by their key. */
export async function openStore(): Promise<Store> {
  const indexes = new Map<string, object[][]>([['first', [documents.slice(0, 2)]]]);
  let manifest: Manifest = { index: 'first', checksum: digest([documents.slice(0, 2)]) };
  const etag = () => `"${digest(manifest).slice(0, 16)}"`;
  const calls: string[] = [];
  const written = new Set<string>();
  const held = new Set<() => void>();
  let [holds, busy] = ['', 0];

  async function build(name: string): Promise<object> {
    const replaces = etag();
    const parts: object[][] = [];
    indexes.set(name, parts);
    const size = Math.ceil(documents.length / PARTS);
    for (let part = 0; part < PARTS; part += 1) {
      parts.push(documents.slice(part * size, (part + 1) * size));
      // Part by part: in between, somebody else is served.
      await new Promise(setImmediate);
    }
    return { index: name, documents: documents.length, checksum: digest(parts), replaces };
  }

  function promote(body: Manifest, { headers }: IncomingMessage): number {
    if (busy > 0) {
      busy -= 1;
      return 503;
    }
    const key = String(headers['idempotency-key']);
    if (written.has(key)) return 200;
    if (headers['if-match'] !== etag()) return 412;
    manifest = { index: body.index, checksum: body.checksum };
    written.add(key);
    return 200;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, part = '', name = ''] = request.url?.split('/') ?? [];
    calls.push(`${request.method} /${part}`);
    const body = await readJson(request);
    const send = (status: number, value: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    const made = part === 'indexes' ? await build(name) : {};
    const status = part === 'manifest' ? promote(body as Manifest, request) : 200;
    if (holds === part) await new Promise<void>((go) => held.add(go));
    send(status, made);
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const release = () => {
    holds = '';
    for (const go of held) go();
    held.clear();
  };
  return {
    ...{ url: `http://${host}`, host, calls, release },
    hold: (part) => (holds = part),
    busy: (times) => (busy = times),
    moveManifest: () => {
      indexes.set('by-hand', [documents]);
      manifest = { index: 'by-hand', checksum: digest([documents]) };
    },
    read: async () => {
      const { index, checksum } = manifest;
      await new Promise(setImmediate);
      if (digest(indexes.get(index)) !== checksum) throw new Error(`The index ${index} is not whole.`);
      return index;
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
