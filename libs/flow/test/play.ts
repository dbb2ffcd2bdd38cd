import type { Plan } from '@maestro/dsl';
import { decideEdges, type Outcome } from '../src/decide-edges';
import { applyDelta, initialTasks, readiness, type Counters, type Mode } from '../src/readiness';
import { behaviourOf, type RandomRun } from '../src/testing/random-run';

export interface PlayedRun {
  statuses: (Outcome | undefined)[];
  counters: Counters[];
  /** Edges decided and fired per node, summed over all deltas. */
  received: { decided: number; fired: number }[];
  windingDown: boolean;
}

/**
 * Plays a run as parallel workers might: `pick` chooses which of the ready nodes ends next, and a skip or a cancel
 * waits its turn like any other node. Tells `ended` after each node; the waves of `simulate` play no part.
 */
export function playInAnyOrder(
  run: RandomRun,
  pick: (count: number) => number,
  ended: (state: PlayedRun) => void = () => undefined,
): PlayedRun {
  const { plan } = run;
  const behaviour = behaviourOf(run);
  const state: PlayedRun = {
    statuses: plan.nodes.map(() => undefined),
    counters: initialTasks(plan).map(({ undecided }) => ({ undecided, fired: 0, urgent: 0 })),
    received: plan.nodes.map(() => ({ decided: 0, fired: 0 })),
    windingDown: false,
  };
  for (;;) {
    const movable = plan.nodes.flatMap((_, n) => (endOf(plan, state, n, behaviour) === undefined ? [] : [n]));
    if (movable.length === 0) return state;
    const n = movable[pick(movable.length)] ?? 0;
    const status = endOf(plan, state, n, behaviour) ?? 'cancelled';
    state.statuses[n] = status;
    const { deltas, handled } = decideEdges(plan, { node: n, outcome: status }, behaviour.edgeWhen);
    if (status === 'failed' && !handled) state.windingDown = true;
    for (const delta of deltas) {
      const counters = state.counters[delta.n];
      const received = state.received[delta.n];
      if (!counters || !received) throw new Error(`a delta names node ${delta.n}, which does not exist`);
      state.counters[delta.n] = applyDelta(counters, delta);
      received.decided += delta.decided;
      received.fired += delta.fired;
    }
    ended(state);
  }
}

/** How a node would end if it were its turn; undefined where it has ended or must wait. */
function endOf(
  plan: Plan,
  state: PlayedRun,
  n: number,
  behaviour: ReturnType<typeof behaviourOf>,
): Outcome | undefined {
  const node = plan.nodes[n];
  const counters = state.counters[n];
  if (!node || !counters || state.statuses[n] !== undefined) return undefined;
  const mode: Mode = state.windingDown ? 'winding_down' : 'normal';
  const fate = readiness({ ...counters, entry: node.in.length === 0 }, node.join, mode);
  if (fate === 'wait') return undefined;
  if (fate === 'skip') return 'skipped';
  if (fate === 'cancel') return 'cancelled';
  return node.when !== null && !behaviour.nodeWhen(node, n, []) ? 'skipped' : behaviour.perform(node, n, []);
}
