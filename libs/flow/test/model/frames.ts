import { complete, makeReady } from './complete';
import type { Mutant } from './mutants';
import { frameOf, isUnwanted, newItem, rowOf } from './rows';
import type { Row, Run, State, TaskKey } from './state';

/** Writes down what a map or loop is to do, with the wait that parks it. A second attempt goes on with what is there. */
export function beginFrame(run: Run, { n, node }: Row): void {
  if (frameOf(run, n)) return;
  const { map, loop } = run.plan.nodes[node] ?? {};
  const wanted = run.counts[node] ?? 1;
  const rounds = Math.max(wanted, 1);
  run.frames.push({
    n,
    body: map?.body ?? loop?.body ?? -1,
    base: run.rows.length,
    count: loop ? Math.min(rounds, loop.max_rounds) : wanted,
    parallel: map?.max_parallel ?? 1,
    created: 0,
    open: 0,
    failed: 0,
    tolerate: map?.on_item_failure === 'tolerate',
    exhausted: loop !== null && loop !== undefined && rounds > loop.max_rounds,
    stopped: false,
  });
}

/** Makes as many items as may be, or ends the map or loop after its last. Safe to repeat. */
export function advance(state: State, key: TaskKey, mutant: Mutant): void {
  const run = state.runs[key.run] as Run;
  const row = rowOf(state, key);
  const frame = frameOf(run, key.n);
  if (!frame || row.wait !== 'ITEMS') return;
  const unwanted = isUnwanted(run, row);
  while (!frame.stopped && !unwanted && frame.created < frame.count && frame.open < frame.parallel) {
    const rows = newItem(run, frame);
    frame.created += 1;
    frame.open += 1;
    for (const { n, node } of rows)
      if (run.plan.nodes[node]?.in.length === 0) makeReady(state, { run: key.run, n });
  }
  if (frame.open > 0) return;
  const failed = (frame.failed > 0 && !frame.tolerate) || frame.exhausted;
  const ended = failed && mutant !== 'parentIgnoresChild' ? 'failed' : 'succeeded';
  const complete_ = frame.created === frame.count || frame.stopped;
  const outcome = complete_ ? ended : 'cancelled';
  complete(state, [{ run: key.run, n: key.n, token: row.token, from: 'waiting', outcome }], mutant);
}
