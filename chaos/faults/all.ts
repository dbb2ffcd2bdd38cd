import type { Lane } from '../schedule';
import type { Fault } from './fault';
import { processFaults } from './processes';
import { serverFaults } from './servers';

export const faults: readonly Fault[] = [...processFaults, ...serverFaults];

/**
 * Faults that are not on the schedule but always there, at small shares: by the name that switches them, what
 * MAESTRO_FAULTS says of them.
 */
export const constantFaults: Readonly<Record<string, string>> = {
  // Each statement of the engine: refused, performed without an answer, and late, 2 % each.
  statements: 'db=0.02',
  // Each message: dropped and doubled, 2 % each, on either side of Redis.
  messages: 'queue=0.02',
};

export type Pace = 'dense' | 'steady';

/** Two lanes, so that a process dies while a server is away. `dense` is for storms of seconds. */
export function lanesOf(chosen: readonly Fault[], pace: Pace): Lane[] {
  const named = (lane: Fault['lane']) =>
    chosen.filter((fault) => fault.lane === lane).map(({ name }) => name);
  const dense = pace === 'dense';
  return [
    {
      name: 'processes',
      faults: named('processes'),
      gapMs: dense ? [1_500, 4_000] : [2_000, 8_000],
      holdMs: [0, 0],
    },
    {
      name: 'servers',
      faults: named('servers'),
      gapMs: dense ? [2_000, 5_000] : [5_000, 15_000],
      holdMs: dense ? [2_000, 4_000] : [3_000, 12_000],
    },
  ];
}
