import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/**
 * Below the ports that systems give to outgoing connections: one of those would take a server's port while the
 * server is down for a moment.
 */
const FIRST = 20_000;
const BEHIND_LAST = 32_000;
const TRIES = 20;

/** A port that was free a moment ago; the caller must cope with somebody else taking it first. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await listenOnce(randomInt(FIRST, BEHIND_LAST)).catch(() => null);
    if (port !== null) return port;
  }
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
