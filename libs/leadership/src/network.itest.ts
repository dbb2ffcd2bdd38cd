import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { openEngineDatabase, type EngineDatabase } from '@maestro/persistence';
import { createTestDatabase, eventually, type TestDatabase } from '@maestro/testing';
import { createElection, type Election, type ElectionOptions } from './election';

const leaseMs = 1_500;
const tickMs = 300;

/** A way to the database that can turn into a black hole: connections stand, nothing arrives. */
async function openTunnel(target: string) {
  const url = new URL(target);
  const [host, port] = [url.hostname, Number(url.port)];
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer((inner) => {
    if (silent) return void sockets.add(inner.pause());
    const outer = connect(port, host);
    for (const [from, to] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
      from.pipe(to);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    /** What is connected goes silent; with `forGood`, also what connects later. */
    silence: ({ forGood }: { forGood: boolean }) => {
      silent = forGood;
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      sockets.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

describe('a leader whose connection goes silent', () => {
  let database: TestDatabase;
  let tunnel: Awaited<ReturnType<typeof openTunnel>>;
  let elections: Election[];
  let databases: EngineDatabase[];

  beforeEach(async () => {
    database = await createTestDatabase();
    tunnel = await openTunnel(database.engineUrl);
    databases = [tunnel.url, database.engineUrl].map((url) =>
      openEngineDatabase({ url, max: 4, application: 'leadership-test' }),
    );
  });
  afterEach(async () => {
    tunnel.close();
    await Promise.all(elections.map((election) => election.stop()));
    await Promise.all(databases.map((engine) => engine.close()));
    await database.drop();
  });

  /** The first to campaign is the one behind the tunnel. */
  const hold = async (listeners: (who: number) => Pick<ElectionOptions, 'onGained' | 'onLost'>) => {
    elections = databases.map((engine, who) =>
      createElection({ database: engine, name: 'network', leaseMs, tickMs, ...listeners(who) }),
    );
    const [first, second] = elections as [Election, Election];
    first.start();
    await eventually(() => first.term());
    second.start();
    return { first, second };
  };

  it('stands down before its lease ends, and another leads within lease and tick', async () => {
    const lost: number[] = [];
    const gained: number[] = [];
    const { second } = await hold(() => ({
      onGained: () => gained.push(performance.now()),
      onLost: () => lost.push(performance.now()),
    }));
    const from = performance.now();
    tunnel.silence({ forGood: true });
    await eventually(() => second.term());
    const [stoodDown, tookOver] = [(lost[0] ?? NaN) - from, (gained[1] ?? NaN) - from];
    expect(stoodDown).toBeLessThan(leaseMs);
    expect(tookOver).toBeGreaterThan(stoodDown);
    expect(tookOver).toBeLessThan(leaseMs + tickMs + 250);
  });

  it('keeps the lead where a new connection works', async () => {
    const { first, second } = await hold(() => ({}));
    const term = first.term();
    tunnel.silence({ forGood: false });
    const from = performance.now();
    await eventually(() => performance.now() - from > 2 * leaseMs);
    expect([first.term(), second.term()]).toEqual([term, null]);
  });
});
