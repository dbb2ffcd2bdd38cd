import { decideEdges, applyDelta, isOpenSink, type Outcome } from '../../src';
import { finish, makeReady } from './complete';
import { fateOf, newRun } from './rows';
import type { Run, State } from './state';

/** A new run that takes over what succeeded in the old one and does not stand behind anything that did not. */
export function rerun(state: State, old: number): void {
  const from = state.runs[old] as Run;
  const { plan, counts, choices } = from;
  const run = newRun({ plan, failing: [], answers: { flaky: [], counts, choices } });
  const index = state.runs.push(run) - 1;
  const kept = new Set<number>();
  for (;;) {
    const next = run.rows.find(({ n }) => {
      const status = from.rows[n]?.status;
      const sources = plan.nodes[n]?.in.map((edge) => plan.edges[edge]?.from ?? -1) ?? [];
      return !kept.has(n) && status === 'succeeded' && sources.every((source) => kept.has(source));
    });
    if (!next) break;
    kept.add(next.n);
    next.status = 'succeeded';
  }
  for (const n of kept) settleKept(run, n);
  for (const row of run.rows)
    if (row.status === 'pending' && fateOf(run, row) === 'run') makeReady(state, { run: index, n: row.n });
  finish(run, null);
}

function settleKept(run: Run, n: number): void {
  const chosen = run.choices[n] ?? null;
  const outcome: Outcome = 'succeeded';
  const { deltas } = decideEdges(run.plan, { node: n, outcome, chosen }, (edge) => edge.when !== 'false');
  for (const delta of deltas)
    Object.assign(run.rows[delta.n] as object, applyDelta(run.rows[delta.n] as never, delta));
  if (isOpenSink(run.plan, n)) run.openSinks -= 1;
}
