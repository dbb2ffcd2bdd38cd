import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Dice } from '../seed';

/** Somebody who sells something, and bills every call on its own account, whatever becomes of the answer. */
export interface Provider {
  url: string;
  /** `host:port`, for the tenant's list of allowed addresses. */
  host: string;
  /** Calls that were billed, and what they came to, in quarters of a unit. */
  bill(): { calls: number; quarters: number };
  close(): void;
}

/** No call costs more than a unit. */
const QUARTERS = 4;
/** Long enough for a worker to die meanwhile. */
const SLOWEST_MS = 800;

/** Listens on a free port. An answer says in `usd` what the call has cost, a dollar being a unit. */
export async function openProvider(dice: Dice): Promise<Provider> {
  let calls = 0;
  let quarters = 0;
  const server = createServer((request, response) => {
    request.resume();
    const price = 1 + dice.below(QUARTERS);
    // Billed when it is asked for: a caller that dies owes it all the same.
    calls += 1;
    quarters += price;
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ usd: price / QUARTERS }));
    }, dice.below(SLOWEST_MS));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}`,
    host,
    bill: () => ({ calls, quarters }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
