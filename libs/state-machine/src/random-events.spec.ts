import fc from 'fast-check';
import {
  applyTransition,
  legalPairs,
  statesOf,
  transitionsOf,
  type Machine,
  type MachineTypes,
} from './machine';
import { runMachine, type RunContext, type RunEffect } from './run-machine';
import { isTerminalRunStatus, isTerminalTaskStatus, isWindingDown, runControls } from './statuses';
import { taskMachine, type TaskContext, type TaskEffect } from './task-machine';

const taskContext: fc.Arbitrary<TaskContext> = fc.record({
  control: fc.constantFrom(...runControls),
  urgent: fc.nat(2),
  failures: fc.nat(4),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
});
const runContext: fc.Arbitrary<RunContext> = fc.record({ liveTasks: fc.nat(2) });

interface Step<T extends MachineTypes> {
  event: T['event'];
  context: T['context'];
}

function sequences<T extends MachineTypes>(machine: Machine<T>, context: fc.Arbitrary<T['context']>) {
  const step: fc.Arbitrary<Step<T>> = fc.record({
    event: fc.constantFrom(...transitionsOf(machine).map((t) => t.name)),
    context,
  });
  return fc.tuple(fc.constantFrom(...machine.initial), fc.array(step, { maxLength: 40 }));
}

/** Plays a sequence, and hands every accepted step to `seen`; returns the last state. */
function play<T extends MachineTypes>(
  machine: Machine<T>,
  [initial, steps]: [T['state'], Step<T>[]],
  seen: (from: T['state'], to: T['state'], effects: readonly T['effect'][]) => void,
): T['state'] {
  return steps.reduce((state: T['state'], { event, context }) => {
    const applied = applyTransition(machine, { state, event, context });
    if (!applied.ok) return state;
    seen(state, applied.state, applied.effects);
    return applied.state;
  }, initial);
}

describe.each([
  { name: 'task', check: () => everyAnswer(taskMachine, taskContext) },
  { name: 'run', check: () => everyAnswer(runMachine, runContext) },
])('any event in any state of a $name', ({ check }) => {
  it('is applied along a legal pair, or refused with a reason that is declared', () => check());
});

function everyAnswer<T extends MachineTypes>(
  machine: Machine<T>,
  contexts: fc.Arbitrary<T['context']>,
): void {
  for (const state of statesOf(machine)) {
    for (const transition of transitionsOf(machine)) {
      fc.assert(
        fc.property(contexts, (context) => {
          const applied = applyTransition(machine, { state, event: transition.name, context });
          if (applied.ok) {
            expect(legalPairs(machine)).toContainEqual({ from: state, to: applied.state });
          } else if (transition.from.includes(state)) {
            expect(transition.requires?.refusals).toContain(applied.reason);
          } else {
            expect(applied.reason).toBe('illegal-transition');
          }
        }),
        { numRuns: 25 },
      );
    }
  }
}

describe('random events on a task', () => {
  it('hold a lease exactly while it runs, a timer exactly while it waits', () => {
    fc.assert(
      fc.property(sequences(taskMachine, taskContext), (sequence) => {
        let leases = 0;
        let timers = 0;
        play(taskMachine, sequence, (_from, to, effects: readonly TaskEffect[]) => {
          for (const { kind } of effects) {
            if (kind === 'takeLease') leases += 1;
            if (kind === 'releaseLease') leases -= 1;
            if (kind === 'setTimer') timers += 1;
            if (kind === 'clearTimer') timers -= 1;
          }
          expect({ leases, timers }).toEqual({
            leases: to === 'running' ? 1 : 0,
            timers: to === 'waiting' ? 1 : 0,
          });
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('dispatch it whenever it is queued, and record every step', () => {
    fc.assert(
      fc.property(sequences(taskMachine, taskContext), (sequence) => {
        play(taskMachine, sequence, (_from, to, effects) => {
          const kinds = effects.map(({ kind }) => kind);
          expect(kinds.includes('dispatch')).toBe(to === 'queued');
          expect(kinds.filter((kind) => kind === 'emitEvent')).toHaveLength(1);
        });
      }),
    );
  });

  it('decide its edges once, for the status it ends in', () => {
    fc.assert(
      fc.property(sequences(taskMachine, taskContext), (sequence) => {
        const outcomes: string[] = [];
        const last = play(taskMachine, sequence, (_from, _to, effects: readonly TaskEffect[]) => {
          for (const effect of effects) if (effect.kind === 'decideEdges') outcomes.push(effect.outcome);
        });
        // What a rerun took over has decided its edges before its first event.
        const begun = !isTerminalTaskStatus(sequence[0]);
        expect(outcomes).toEqual(begun && isTerminalTaskStatus(last) ? [last] : []);
      }),
      { numRuns: 2_000 },
    );
  });

  it('give no attempt that its run does not want', () => {
    fc.assert(
      fc.property(taskContext, fc.constantFrom('claim', 'continue', 'retry'), (context, event) => {
        const state = taskMachine.transitions[event].from[0] ?? 'pending';
        const unwanted = isWindingDown(context.control) && context.urgent === 0;
        const paused = context.control === 'pause' && event !== 'retry';
        const spent = event === 'retry' && context.failures >= context.maxAttempts;
        const applied = applyTransition(taskMachine, { state, event, context });
        expect(applied.ok).toBe(!unwanted && !paused && !spent);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('random events on a run', () => {
  it('finish it once, with the status it ends in, and never over a live task', () => {
    fc.assert(
      fc.property(sequences(runMachine, runContext), (sequence) => {
        const finished: string[] = [];
        const last = play(runMachine, sequence, (_from, _to, effects: readonly RunEffect[]) => {
          for (const effect of effects) if (effect.kind === 'finishRun') finished.push(effect.status);
        });
        expect(finished).toEqual(isTerminalRunStatus(last) ? [last] : []);
      }),
      { numRuns: 2_000 },
    );
    for (const event of ['succeed', 'complete', 'fail', 'cancel', 'timeOut'] as const) {
      expect(
        applyTransition(runMachine, { state: 'running', event, context: { liveTasks: 1 } }),
      ).toMatchObject({
        ok: false,
        reason: 'tasks-alive',
      });
    }
  });
});
