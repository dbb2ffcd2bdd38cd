import type { Plan } from '@maestro/dsl';
import type { TerminalRunStatus } from '@maestro/state-machine';
import type { Behaviour, SimulatedTask } from './behaviour';
import type { Outcome } from './decide-edges';
import { runOutcome } from './run-outcome';
import { SimulatedPart } from './simulated-part';

export interface SimulatedRun {
  /** How each node of the top level ended, by index. */
  statuses: Outcome[];
  /** Indexes of all nodes of the top level, in the order in which they ended. */
  order: number[];
  /** The nodes of the top level that performed their work: those of one wave need nothing of each other. */
  waves: number[][];
  /** What was in maps and loops, in the order in which it ended. */
  inner: SimulatedTask[];
  outcome: TerminalRunStatus;
}

/**
 * Plays a whole run in memory.
 *
 * Nodes are performed one at a time: wave by wave, the lowest index of a wave first, a map item by item. What a node
 * makes ready joins the next wave. So a failure that nothing handles finds the same nodes not yet started, and the
 * same items not yet made, in every simulation; a real run starts them together, and may have got further.
 * Compensations and `on_failure` are not played. Throws RangeError where the plan has a cycle.
 */
export function simulate(plan: Plan, behaviour: Behaviour = {}): SimulatedRun {
  const inner: SimulatedTask[] = [];
  const part = new SimulatedPart({ plan, behaviour, inner }, { first: 0, width: plan.top }, []);
  const { statuses, order, waves, failed, tolerated } = part.play();
  const outcome = runOutcome({ control: failed ? 'fail' : 'none', tolerated });
  return { statuses, order, waves, inner, outcome };
}
