import { complete } from './complete';
import type { Mutant } from './mutants';
import { rowOf } from './rows';
import type { Run, State } from './state';

/** Somebody signals a run: written and committed first; the look is a step of its own. */
export function sendSignal(state: State, run: number): void {
  state.runs[run]?.signals.push(0);
  state.looks.push(run);
}

/** Compares what has come with who waits: the oldest signal, the first task. */
export function look(state: State, mutant: Mutant): void {
  const run = state.looks.shift();
  if (run === undefined) return;
  const { rows, signals } = state.runs[run] as Run;
  const promised = (n: number) => state.matches.some((match) => match.run === run && match.n === n);
  const waiting = rows.filter(
    ({ status, wait, n }) => status === 'waiting' && wait === 'SIGNAL' && !promised(n),
  );
  const signal = signals.indexOf(0);
  const first = waiting[0];
  if (first && signal >= 0) state.matches.push({ run, n: first.n, signal });
  if (mutant === 'signalTwice' && waiting[1] && signal >= 0)
    state.matches.push({ run, n: waiting[1].n, signal });
}

/** Ends the waiting task with the signal, and marks the signal, in one statement. */
export function handOver(state: State, index: number, mutant: Mutant): void {
  const [match] = state.matches.splice(index, 1);
  if (!match) return;
  const { run, n, signal } = match;
  const { signals } = state.runs[run] as Run;
  const { token, wait } = rowOf(state, match);
  if (wait !== 'SIGNAL' || (signals[signal] !== 0 && mutant !== 'signalTwice')) return;
  const { changed } = complete(state, [{ run, n, token, from: 'waiting', outcome: 'succeeded' }], mutant);
  if (!changed[0]) return;
  signals[signal] = (signals[signal] ?? 0) + 1;
}
