import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A port of this machine behind which another server lies, and what went wrong on the way to it. */
export interface Tunnel {
  port: number;
  /** Why the last connection could not be opened. */
  fault(): unknown;
  close(): void;
}

/**
 * Lets a driver that opens its own connections use one that was judged before: it connects to this machine, and each of its
 * connections is joined to one that `open` makes.
 */
export async function openTunnel(open: () => Promise<Socket>): Promise<Tunnel> {
  let fault: unknown;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    return socket;
  };
  const server = createServer((near) => {
    keep(near).on('error', () => undefined);
    open().then(
      (far) => join(near, keep(far)),
      (error: unknown) => {
        fault = error;
        near.destroy();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    fault: () => fault,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function join(near: Socket, far: Socket): void {
  const end = () => {
    near.destroy();
    far.destroy();
  };
  for (const socket of [near, far]) socket.on('error', end).on('close', end);
  near.pipe(far).pipe(near);
}
