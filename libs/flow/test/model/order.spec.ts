import { isTerminalRunStatus } from '@maestro/state-machine';
import fc from 'fast-check';
import { simulate, type Path, type SimulatedTask } from '../../src';
import { behaviourOf, randomRun, type RandomRun } from '../../src/testing/random-run';
import { isHandled } from '../oracle';
import type { Command } from './commands';
import { enabled, isFair } from './enabled';
import type { Row, Run, State } from './state';
import { checkedStep } from './step';
import { worldOf } from './world';

/** A run in which work ends as planned, and everything that may come next comes in any order. */
function playInAnyOrder(random: RandomRun, pick: () => number): Run {
  const state = worldOf([random], { workers: 3 });
  const run = state.runs[0] as Run;
  while (!isTerminalRunStatus(run.status)) {
    const commands = enabled(state).filter((command) => isFair(state, command));
    const command = commands[pick() % commands.length];
    if (!command) throw new Error('stuck');
    const rule = checkedStep(state, asPlanned(state, command, random));
    if (rule !== null) throw new Error(rule);
  }
  return run;
}

function asPlanned(state: State, command: Command, random: RandomRun): Command {
  if (command.type !== 'complete' || command.outcome !== 'succeeded') return command;
  const { n, run } = state.workers[command.worker]?.hand[command.held] ?? { n: -1, run: -1 };
  const { plan, rows } = state.runs[run] as Run;
  const row = rows[n] as Row;
  const node = plan.nodes[row.node];
  const outcome = node ? behaviourOf(random).perform(node, row.node, pathOf(rows, row)) : 'succeeded';
  return { ...command, outcome };
}

function pathOf(rows: readonly Row[], row: Row): Path {
  const parent = row.parent === null ? undefined : rows[row.parent];
  return parent ? [...pathOf(rows, parent), row.idx] : [];
}

const asText = ({ node, path, status }: SimulatedTask) => `${node} ${path.join('.')} ${status}`;

/** Whether what is in maps and loops ends the same in any order: what a failing item still begins depends on that. */
function isOrderless({ plan }: RandomRun, inner: readonly SimulatedTask[]): boolean {
  return inner.every(({ status, node }) => status !== 'failed' || isHandled(plan, node));
}

it('a run whose tasks and items end in any order ends like the simulation, unless a failure goes unhandled', () => {
  const order = fc.infiniteStream(fc.noBias(fc.nat(1_000_000)));
  let compared = 0;
  fc.assert(
    fc.property(randomRun({ maxNodes: 6, maxEdges: 10, depth: 2 }), order, (random, picks) => {
      const run = playInAnyOrder(random, () => picks.next().value ?? 0);
      const { statuses, inner, outcome } = simulate(random.plan, behaviourOf(random));
      expect(run.status).toBe(outcome);
      if (outcome === 'failed') return;
      expect(run.rows.filter(({ parent }) => parent === null).map(({ status }) => status)).toEqual(statuses);
      if (!isOrderless(random, inner)) return;
      compared += inner.length > 0 ? 1 : 0;
      const made = run.rows.filter(({ parent }) => parent !== null);
      const told = made.map((row) => `${row.node} ${pathOf(run.rows, row).join('.')} ${row.status}`);
      expect(told.sort()).toEqual(inner.map(asText).sort());
    }),
    { numRuns: 2_000 },
  );
  expect(compared).toBeGreaterThan(100);
}, 60_000);
