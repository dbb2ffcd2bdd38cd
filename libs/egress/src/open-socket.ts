import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { MaestroError } from '@maestro/problems';
import { toMaestroError } from './failure';

export interface SocketRequest {
  host: string;
  port: number;
  /** TLS, with a certificate for the name of the host. */
  secure: boolean;
  /** What is spoken over it, for policy: the scheme of its addresses, such as `bolt`. */
  scheme: string;
  signal?: AbortSignal;
  /** Asked before anything is connected to: what it throws ends the attempt. */
  permit?: (hop: { url: URL; method: string }) => Promise<void>;
}

/** Opens a connection for a protocol that is not HTTP, through the same judgement of its address. */
export async function openSocket(
  connector: buildConnector.connector,
  { host, port, secure, scheme, signal, permit }: SocketRequest,
): Promise<Socket> {
  const origin = `${scheme}://${host}:${port}`;
  if (permit) await permit({ url: new URL(origin), method: 'CONNECT' });
  const target = {
    hostname: host,
    host: `${host}:${port}`,
    port: String(port),
    protocol: secure ? 'https:' : 'http:',
  };
  return new Promise((resolve, reject) => {
    const stop = () => reject(new MaestroError('cancelled', 'The work was cancelled.'));
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    connector(target, (error, socket) => {
      signal?.removeEventListener('abort', stop);
      if (error) return reject(toMaestroError(error, origin));
      if (signal?.aborted) socket.destroy();
      resolve(socket);
    });
  });
}
