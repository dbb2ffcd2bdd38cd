import type { Ground } from '../ground';
import type { PlannedFault } from '../schedule';

/** One way in which things go wrong. */
export interface Fault {
  readonly name: string;
  readonly lane: 'processes' | 'servers';
  /** Resolves when it is over and what it broke has been put right by whoever does that in real life. */
  act(ground: Ground, planned: PlannedFault): Promise<void>;
}
