import { legalPairs, statesOf, transitionsOf, type Machine, type MachineTypes } from './machine';
import { runLegalPairs, runMachine } from './run-machine';
import { runStatuses, taskStatuses } from './statuses';
import { taskLegalPairs, taskMachine } from './task-machine';

/** What has to hold of any machine; the event sequences are in `random-events.spec.ts`. */
function describeGraph<T extends MachineTypes>(machine: Machine<T>, statuses: readonly T['state'][]): void {
  const pairs = legalPairs(machine);

  function reachableFrom(starts: readonly T['state'][]): Set<T['state']> {
    const seen = new Set(starts);
    // A set hands out what is added to it while it is walked.
    for (const state of seen) for (const { from, to } of pairs) if (from === state) seen.add(to);
    return seen;
  }

  describe(`the graph of the ${machine.name} machine`, () => {
    it('has exactly the declared statuses, in their order', () => {
      expect(statesOf(machine)).toEqual(statuses);
    });

    it('reaches every state from pending', () => {
      expect([...reachableFrom(['pending'])].sort()).toEqual([...statuses].sort());
    });

    it('gives terminal states no exit, and every other state a way to each terminal one', () => {
      const unreachable = statuses.flatMap((state) => {
        if (machine.terminal.includes(state)) return pairs.filter(({ from }) => from === state);
        const seen = reachableFrom([state]);
        return machine.terminal.filter((end) => !seen.has(end)).map((end) => ({ from: state, to: end }));
      });
      expect(unreachable).toEqual([]);
    });

    it('moves from a state to itself only where one wait follows the other: a repeated event is refused', () => {
      expect(pairs.filter(({ from, to }) => from === to && from !== 'waiting')).toEqual([]);
    });

    it('names and explains every transition and state', () => {
      for (const [key, transition] of Object.entries<{ name: string; doc: string }>(machine.transitions)) {
        expect(transition.name).toBe(key);
        expect(transition.doc).toMatch(/^[A-Z][^|]*\.$/);
      }
      for (const state of statesOf(machine)) expect(machine.states[state]).toMatch(/^[A-Z][^|]*\.$/);
    });

    it('starts where nothing has begun, or at an end that a rerun takes over', () => {
      const begun = machine.initial.filter((state) => ['running', 'waiting'].includes(state));
      const ended = machine.initial.filter((state) => machine.terminal.includes(state));
      expect(begun).toEqual([]);
      expect(ended).toEqual(machine.name === 'task' ? ['succeeded', 'skipped'] : []);
    });

    it('lists no source twice', () => {
      for (const t of transitionsOf(machine)) expect(new Set(t.from).size).toBe(t.from.length);
    });
  });
}

describeGraph(taskMachine, taskStatuses);
describeGraph(runMachine, runStatuses);

/** Written out by hand, because queries over the stored history rely on it: a change here is a decision. */
describe('legal pairs', () => {
  const asText = (pairs: readonly { from: string; to: string }[]) =>
    pairs.map(({ from, to }) => `${from} ${to}`);

  it('of a task', () => {
    expect(asText(taskLegalPairs)).toEqual([
      'pending ready',
      'pending queued',
      'pending running',
      'pending skipped',
      'pending cancelled',
      'ready queued',
      'ready running',
      'ready skipped',
      'ready cancelled',
      'queued running',
      'queued failed',
      'queued skipped',
      'queued cancelled',
      'running queued',
      'running waiting',
      'running succeeded',
      'running failed',
      'running skipped',
      'running cancelled',
      'waiting ready',
      'waiting queued',
      'waiting waiting',
      'waiting succeeded',
      'waiting failed',
      'waiting skipped',
      'waiting cancelled',
    ]);
  });

  it('of a run', () => {
    expect(asText(runLegalPairs)).toEqual([
      'pending queued',
      'pending failed',
      'pending cancelled',
      'pending timed_out',
      'queued running',
      'queued succeeded',
      'queued failed',
      'queued cancelled',
      'queued timed_out',
      'running succeeded',
      'running completed',
      'running failed',
      'running cancelled',
      'running timed_out',
    ]);
  });
});
