import type { RandomRun } from '../../src/testing/random-run';
import { makeReady } from './complete';
import { newRun } from './rows';
import { newState, type State } from './state';

/** A world in which these runs have just been accepted. */
export function worldOf(
  runs: readonly RandomRun[],
  { workers, budget }: { workers: number; budget?: Partial<State['budget']> },
): State {
  const state = newState(workers, budget);
  for (const random of runs) {
    const run = state.runs.push(newRun(random)) - 1;
    for (const { n, undecided } of state.runs[run]?.rows ?? [])
      if (undecided === 0) makeReady(state, { run, n });
  }
  return state;
}
