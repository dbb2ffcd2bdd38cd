import type { Plan, PlanNode } from '@maestro/dsl';
import type { Delta } from './decide-edges';

/** What a task that has not started knows of its incoming edges. */
export interface Counters {
  /** Edges whose source has not ended. */
  undecided: number;
  fired: number;
  /** Fired edges that are `failure` or `always`. */
  urgent: number;
}

/** `winding_down` from the moment a run is cancelled or a failure in it goes unhandled. */
export type Mode = 'normal' | 'winding_down';

/** What becomes of a task that has not started: `wait` until another edge is decided, or one of three fates. */
export type Readiness = 'wait' | 'run' | 'skip' | 'cancel';

/** The tasks of a new run: one for each node of the top level, with the number of edges that lead to it. */
export function initialTasks(plan: Plan): { n: number; undecided: number }[] {
  return plan.nodes.slice(0, plan.top).map((node, n) => ({ n, undecided: node.in.length }));
}

/** The counters after a delta. Throws RangeError where it decides more edges than are open. */
export function applyDelta(counters: Counters, delta: Delta): Counters {
  if (delta.decided > counters.undecided) {
    throw new RangeError(`an edge to node ${delta.n} was decided twice`);
  }
  return {
    undecided: counters.undecided - delta.decided,
    fired: counters.fired + delta.fired,
    urgent: counters.urgent + delta.urgent,
  };
}

/**
 * Fate of a task that has not started.
 *
 * `entry` says that no edge leads to it: such a task runs although nothing fired, and is cancelled once the run
 * winds down, because nothing urgent asked for it.
 */
export function readiness(
  { undecided, fired, urgent, entry = false }: Counters & { entry?: boolean },
  join: PlanNode['join'],
  mode: Mode,
): Readiness {
  const settled = undecided === 0 || (join === 'any' && fired >= 1);
  if (!settled) return 'wait';
  if (fired === 0 && !entry) return 'skip';
  return mode === 'winding_down' && urgent === 0 ? 'cancel' : 'run';
}
