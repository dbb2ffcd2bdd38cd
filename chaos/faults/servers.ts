import type { FaultProxy } from '@maestro/testing';
import type { Ground } from '../ground';
import { pause } from '../time';
import type { Fault } from './fault';

type Server = 'postgres' | 'redis';

const crashed = (server: Server): Fault => ({
  name: `crash-${server}`,
  lane: 'servers',
  act: async ({ servers }, { holdMs }) => {
    await servers.crash(server);
    // Gone for a moment or for a while: both are met.
    await pause(holdMs / 4);
    await servers.restart(server);
  },
});

/** Something that is over as soon as it has happened. */
const struck = (name: string, act: (ground: Ground) => Promise<unknown> | void): Fault => ({
  name,
  lane: 'servers',
  act: async (ground) => void (await act(ground)),
});

/** Something that goes on for a while. */
const lasting = (name: string, server: Server, begin: (link: FaultProxy) => void): Fault => ({
  name,
  lane: 'servers',
  act: async ({ links }, { holdMs }) => {
    begin(links[server]);
    await pause(holdMs);
    links[server].heal();
  },
});

export const serverFaults: readonly Fault[] = [
  crashed('postgres'),
  crashed('redis'),
  struck('flush-redis', ({ maestro }) => maestro.redis.clear()),
  struck('cut-postgres', ({ links }) => links.postgres.cut()),
  struck('cut-redis', ({ links }) => links.redis.cut()),
  struck('half-open-postgres', ({ links }) => links.postgres.orphan()),
  struck('half-open-redis', ({ links }) => links.redis.orphan()),
  lasting('black-hole-postgres', 'postgres', (link) => link.silence()),
  lasting('black-hole-redis', 'redis', (link) => link.silence()),
  lasting('slow-postgres', 'postgres', (link) => link.slow(50)),
  lasting('refuse-redis', 'redis', (link) => link.refuse()),
];
