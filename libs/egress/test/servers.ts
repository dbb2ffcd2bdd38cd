import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface LocalServer {
  port: number;
  /** `127.0.0.1:<port>`, as an allow list has it. */
  address: string;
  url: string;
  close(): Promise<void>;
}

export function startHttp(listener: RequestListener): Promise<LocalServer> {
  return listen(createHttpServer(listener), 'http');
}

export function startHttps(options: ServerOptions, listener: RequestListener): Promise<LocalServer> {
  return listen(createHttpsServer(options, listener), 'https');
}

async function listen(server: HttpServer, scheme: string): Promise<LocalServer> {
  const port = await bind(server, '127.0.0.1', 0);
  const close = async () => {
    server.closeAllConnections();
    await closed(server);
  };
  return { port, address: `127.0.0.1:${port}`, url: `${scheme}://127.0.0.1:${port}`, close };
}

/** Listens where nothing may ever arrive, on IPv4 and, where the machine has it, IPv6. */
export interface Canary {
  port: number;
  connections(): number;
  close(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  let connections = 0;
  const sockets: Socket[] = [];
  const open = () =>
    createTcpServer((socket) => {
      connections++;
      sockets.push(socket.on('error', () => undefined));
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ncanary');
    });
  const v4 = open();
  const port = await bind(v4, '127.0.0.1', 0);
  const v6 = open();
  const both = await bind(v6, '::1', port).then(
    () => [v4, v6],
    () => [v4],
  );
  return {
    port,
    connections: () => connections,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(both.map(closed));
    },
  };
}

async function bind(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
