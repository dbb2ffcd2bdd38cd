import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** A port that was free a moment ago; the caller must cope with somebody else taking it first. */
export function freePort(): Promise<number> {
  return listenOnce(0);
}

/** The wished port where it is free, else another. */
export async function preferPort(wished: number | undefined): Promise<number> {
  if (wished === undefined) return freePort();
  return listenOnce(wished).catch(() => freePort());
}

/** Whether a server's own words say that its port was taken between the choice and the start. */
export function saysPortTaken(log: string): boolean {
  return /address already in use/i.test(log);
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port, host: HOST, exclusive: true }, () => {
      const address = probe.address();
      const chosen = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(chosen));
    });
  });
}
