import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Client } from 'pg';
import { Frames, frame, withSql } from './postgres-frames';

export interface PoolerOptions {
  /** Connections to the server, shared by all clients. */
  size: number;
  /** Changes the text of every statement on its way. */
  rewrite?: (sql: string) => string;
}

interface Backend {
  socket: Socket;
  /** Who has it now, for one transaction. */
  holder: Front | null;
}

interface Front {
  socket: Socket;
  /** What has arrived and found no connection free. */
  waiting: Buffer[];
  backend: Backend | null;
  /** Answers that are still to come before the connection may change hands. */
  pending: number;
}

/**
 * A pooler in transaction mode that speaks the protocol of Postgres: a connection to the server belongs to a client
 * for one transaction, and goes to the next as it is, settings of the session included. Clients need no password:
 * it stands before a test's own server.
 */
export class TransactionPooler {
  private readonly backends: Backend[] = [];
  private readonly queue: Front[] = [];
  private readonly fronts = new Set<Front>();
  /** Times a connection went from one client to another. */
  handovers = 0;

  private constructor(
    private readonly server: Server,
    private readonly options: PoolerOptions,
    /** The address of the database, by way of this pooler. */
    readonly url: string,
  ) {}

  static async open(url: string, options: PoolerOptions): Promise<TransactionPooler> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = new URL(url);
    address.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pooler = new TransactionPooler(server, options, address.toString());
    for (let n = 0; n < options.size; n += 1) pooler.backends.push(await pooler.connect(url));
    server.on('connection', (socket) => pooler.welcome(socket));
    return pooler;
  }

  async close(): Promise<void> {
    for (const { socket } of [...this.fronts, ...this.backends]) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The driver signs in; what follows is passed on as bytes. */
  private async connect(url: string): Promise<Backend> {
    const client = new Client({ connectionString: url, application_name: 'test-pooler' });
    client.on('error', () => undefined);
    await client.connect();
    const { stream: socket } = (client as unknown as { connection: { stream: Socket } }).connection;
    socket.removeAllListeners('data');
    socket.setNoDelay(true);
    const backend: Backend = { socket, holder: null };
    const frames = new Frames();
    socket.on('data', (chunk: Buffer) => {
      for (const one of frames.feed(chunk)) this.fromServer(backend, one);
    });
    return backend;
  }

  private welcome(socket: Socket): void {
    const front: Front = { socket, waiting: [], backend: null, pending: 0 };
    this.fronts.add(front);
    // Messages are small and each is waited for: held back to fill a packet, every statement would take 40 ms.
    socket.setNoDelay(true);
    const frames = new Frames('startup');
    socket.on('data', (chunk: Buffer) => {
      for (const one of frames.feed(chunk)) this.fromClient(front, one);
    });
    socket.on('error', () => undefined).on('close', () => this.leave(front));
  }

  private fromClient(front: Front, message: Buffer): void {
    const kind = message[0];
    // The first message has no kind: its length begins with a zero.
    if (kind === 0) {
      front.socket.write(GREETING);
      return;
    }
    if (kind === code('X')) {
      front.socket.end();
      return;
    }
    const { rewrite } = this.options;
    front.waiting.push(rewrite ? withSql(message, rewrite) : message);
    if (kind === code('Q') || kind === code('S')) front.pending += 1;
    if (!front.backend) this.queue.push(front);
    this.serve();
    this.forward(front);
  }

  private serve(): void {
    for (const backend of this.backends) {
      if (backend.holder) continue;
      const front = this.queue.shift();
      if (!front) return;
      if (front.backend || !this.fronts.has(front)) continue;
      backend.holder = front;
      front.backend = backend;
      this.handovers += 1;
      this.forward(front);
    }
  }

  private forward(front: Front): void {
    if (!front.backend) return;
    if (front.waiting.length > 0) front.backend.socket.write(Buffer.concat(front.waiting.splice(0)));
  }

  private fromServer(backend: Backend, message: Buffer): void {
    const front = backend.holder;
    if (!front) return;
    front.socket.write(message);
    if (message[0] !== code('Z')) return;
    front.pending -= 1;
    if (front.pending > 0 || message[5] !== code('I')) return;
    backend.holder = null;
    front.backend = null;
    if (front.waiting.length > 0) this.queue.push(front);
    this.serve();
  }

  private leave(front: Front): void {
    this.fronts.delete(front);
    const { backend } = front;
    if (!backend) return;
    // It left in the middle of a transaction, which ends with nobody listening.
    front.pending = 1;
    front.socket.write = () => true;
    backend.socket.write(frame('Q', Buffer.from('ROLLBACK\0')));
  }
}

const code = (letter: string) => letter.charCodeAt(0);

/** Signed in; a word about the server; ready. */
const GREETING = Buffer.concat([
  frame('R', Buffer.from([0, 0, 0, 0])),
  frame('S', Buffer.from('client_encoding\0UTF8\0')),
  frame('S', Buffer.from('server_version\0' + '15.0\0')),
  frame('K', Buffer.alloc(8)),
  frame('Z', Buffer.from('I')),
]);
