import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

interface Link {
  inner: Socket;
  outer: Socket;
}

/** A way to a server that breaks as networks break. Every mode holds for the connections it names until changed. */
export class FaultProxy {
  private readonly links = new Set<Link>();
  private mode: 'pass' | 'silent' | 'refuse' = 'pass';

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

  /** Lets everything through again, also what was held back. */
  heal(): void {
    this.mode = 'pass';
    for (const { inner, outer } of this.links) {
      inner.resume();
      outer.resume();
    }
  }

  /** A black hole: connections stand, and can be made, but nothing arrives. */
  silence(): void {
    this.mode = 'silent';
    this.wedge();
  }

  /** Half-open: connections that exist go silent, new ones work. */
  wedge(): void {
    for (const { inner, outer } of this.links) {
      inner.pause();
      outer.pause();
    }
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
    const link = { inner, outer };
    this.links.add(link);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.links.delete(link);
        to.destroy();
      });
    }
    if (this.mode === 'silent') this.wedge();
  }
}
