import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Link {
  inner: Socket;
  outer: Socket;
  /** True once the far end is gone and the near one has not been told. */
  orphan: boolean;
}

/** A way to a server that breaks as networks break. Every mode holds for the connections it names until changed. */
export class FaultProxy {
  private readonly links = new Set<Link>();
  private mode: 'pass' | 'silent' | 'refuse' = 'pass';
  private delayMs = 0;

  private constructor(
    private readonly server: Server,
    /** The server's address, by way of this proxy. */
    readonly url: string,
  ) {}

  static async open(targetUrl: string): Promise<FaultProxy> {
    const target = new URL(targetUrl);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(targetUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    const proxy = new FaultProxy(server, url.toString());
    server.on('connection', (inner) => proxy.join(inner, Number(target.port), target.hostname));
    return proxy;
  }

  /** Another address of the same server, by way of this proxy: its user, password and database stay. */
  through(address: string): string {
    const url = new URL(address);
    url.host = new URL(this.url).host;
    return url.toString();
  }

  /** Lets everything through again, also what was held back. */
  heal(): void {
    this.mode = 'pass';
    this.delayMs = 0;
    for (const { inner, outer, orphan } of this.links) {
      if (orphan) inner.resetAndDestroy();
      inner.resume();
      outer.resume();
    }
  }

  /** A black hole: connections stand, and can be made, but nothing arrives. */
  silence(): void {
    this.mode = 'silent';
    this.wedge();
  }

  /** Connections that exist go silent, new ones work. */
  wedge(): void {
    for (const { inner, outer } of this.links) {
      inner.pause();
      outer.pause();
    }
  }

  /** Half-open: the server sees the connections that exist end, the clients are told nothing. New ones work. */
  orphan(): void {
    for (const link of this.links) {
      link.orphan = true;
      link.outer.destroy();
    }
  }

  /** Everything comes so much later in each direction, in its order. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** The server is down: connections break, new ones too. */
  refuse(): void {
    this.mode = 'refuse';
    this.cut();
  }

  /** Resets all connections. */
  cut(): void {
    for (const { inner, outer } of this.links) {
      inner.resetAndDestroy();
      outer.destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(inner: Socket, port: number, host: string): void {
    if (this.mode === 'refuse') {
      inner.resetAndDestroy();
      return;
    }
    const outer = connect(port, host);
    const link = { inner, outer, orphan: false };
    this.links.add(link);
    this.pass(link, inner, outer);
    this.pass(link, outer, inner);
    if (this.mode === 'silent') this.wedge();
  }

  private pass(link: Link, from: Socket, to: Socket): void {
    // Bytes never overtake each other, also where the delay has just become shorter.
    let lastAt = 0;
    from.on('data', (chunk) => {
      const now = performance.now();
      lastAt = Math.max(lastAt, now + this.delayMs);
      if (lastAt <= now) to.write(chunk);
      else setTimeout(() => to.writable && to.write(chunk), lastAt - now);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      if (link.orphan && from === link.outer) return;
      this.links.delete(link);
      to.destroy();
    });
  }
}
