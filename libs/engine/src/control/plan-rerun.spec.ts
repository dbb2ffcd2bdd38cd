import { planOf, type EdgeDraft, type NodeDraft } from '@maestro/flow/testing';
import type { Plan } from '@maestro/dsl';
import { planRerun, type EndedTop, type RerunBasis } from './plan-rerun';

const chain = (...ids: string[]) =>
  planOf(
    ids.map((id) => ({ id })),
    ids.slice(1).map((_, n) => ({ from: n, to: n + 1 })),
  );
const done = (over: Partial<EndedTop> = {}): EndedTop => ({
  status: 'succeeded',
  output: null,
  undone: false,
  failedItems: false,
  ...over,
});

/** All of it succeeded, unless told; begun again with `restart`. */
function replan(
  plan: Plan,
  basis: Partial<Omit<RerunBasis, 'ended' | 'restart'>> & {
    ended?: Record<number, Partial<EndedTop>>;
    restart?: number[];
  },
) {
  const { ended = {}, restart = [], old = plan, ...rest } = basis;
  const known = new Map(Array.from({ length: old.top }, (_, n) => [n, done(ended[n])]));
  return planRerun({
    old,
    plan,
    ended: known,
    restart: new Set(restart),
    whole: false,
    inputsChanged: false,
    fires: () => true,
    ...rest,
  });
}

describe('planRerun', () => {
  it('takes over what stands before the restart, and does again all that comes after it', () => {
    const planned = replan(chain('a', 'b', 'c', 'd'), { restart: [2] });
    expect(planned).toMatchObject({ reused: ['a', 'b'], executed: ['c', 'd'], skipped: [], openSinks: 1 });
    expect(
      planned.tasks.map(({ status, undecided, fired, from }) => [status, undecided, fired, from]),
    ).toEqual([
      ['succeeded', 0, 0, 0],
      ['succeeded', 0, 1, 1],
      ['queued', 0, 1, null],
      ['pending', 1, 0, null],
    ]);
  });

  it('takes over nothing of a whole rerun', () => {
    expect(replan(chain('a', 'b'), { whole: true })).toMatchObject({ reused: [], executed: ['a', 'b'] });
  });

  it.each([
    ['failed', { status: 'failed' }],
    ['was cancelled', { status: 'cancelled' }],
    ['was undone', { undone: true }],
  ])('does again what %s, and what hangs on it', (_, a) => {
    expect(replan(chain('a', 'b'), { ended: { 0: a } })).toMatchObject({ reused: [], executed: ['a', 'b'] });
  });

  it('does again what does something else in the newer version', () => {
    const old = chain('a', 'b', 'c');
    const plan = planOf(
      [{ id: 'a' }, { id: 'b', with: { n: 2 } }, { id: 'c' }],
      [
        { from: 0, to: 1 },
        { from: 0, to: 2 },
      ],
    );
    expect(replan(plan, { old })).toMatchObject({ reused: ['a', 'c'], executed: ['b'] });
  });

  it('finds nodes by their id, wherever the newer version puts them', () => {
    const old = chain('a', 'b');
    const plan = planOf([{ id: 'new' }, { id: 'b' }, { id: 'a' }], [{ from: 2, to: 1 }]);
    const planned = replan(plan, { old });
    expect(planned).toMatchObject({ reused: ['b', 'a'], executed: ['new'] });
    expect(planned.tasks.map(({ from }) => from)).toEqual([null, 1, 0]);
  });

  it('does again what reads inputs where they changed, and what reads constants of another value', () => {
    const nodes = [{ id: 'a', with: '${{ inputs.n }}' }, { id: 'b', with: '${{ env.X }}' }, { id: 'c' }];
    const plan = { ...planOf(nodes, []), env: { X: 1 } };
    expect(replan(plan, { inputsChanged: true })).toMatchObject({ executed: ['a'], reused: ['b', 'c'] });
    const old = { ...planOf(nodes, []), env: { X: 2 } };
    expect(replan(plan, { old })).toMatchObject({ executed: ['b'], reused: ['a', 'c'] });
  });

  describe('a decision', () => {
    const nodes: NodeDraft[] = [
      { id: 'choose', kind: 'decision', decision: { cases: [{ when: 'true', to: 1 }], default: 2 } },
      { id: 'left' },
      { id: 'right' },
      { id: 'join' },
    ];
    const edges: EdgeDraft[] = [
      { from: 0, to: 1, case: true },
      { from: 0, to: 2, case: true },
      { from: 1, to: 3 },
      { from: 2, to: 3 },
    ];
    const plan = planOf(nodes, edges);

    it('that is taken over leads the same way', () => {
      const ended = { 0: { output: { case: 'left' } }, 2: { status: 'skipped' } };
      expect(replan(plan, { ended, restart: [3] })).toMatchObject({
        reused: ['choose', 'left'],
        skipped: ['right'],
        executed: ['join'],
      });
    });

    it('that is made again leaves both ways open', () => {
      const ended = { 2: { status: 'skipped' } };
      expect(replan(plan, { ended, restart: [0] })).toMatchObject({
        reused: [],
        skipped: [],
        executed: plan.nodes.map(({ id }) => id),
      });
    });
  });

  it('decides anew what was skipped by a condition', () => {
    const plan = planOf(
      [{ id: 'a' }, { id: 'b' }],
      [{ from: 0, to: 1, when: 'tasks.a.output > 1', reads: [0] }],
    );
    const ended = { 0: { output: 2 }, 1: { status: 'skipped' } };
    const fires: RerunBasis['fires'] = (_, settled) => Number(settled.get(0)?.output) > 1;
    expect(replan(plan, { ended, fires })).toMatchObject({ reused: ['a'], executed: ['b'] });
    expect(replan(plan, { ended: { ...ended, 0: { output: 0 } }, fires })).toMatchObject({
      reused: ['a'],
      skipped: ['b'],
      openSinks: 0,
    });
  });

  it('starts a join of any at once where a way to it is taken over', () => {
    const plan = planOf(
      [{ id: 'a' }, { id: 'b' }, { id: 'c', join: 'any' }],
      [
        { from: 0, to: 2 },
        { from: 1, to: 2 },
      ],
    );
    const { tasks } = replan(plan, { restart: [1] });
    expect(tasks[2]).toMatchObject({ status: 'queued', undecided: 1, fired: 1 });
  });

  describe('a loop', () => {
    const body = { bodies: [{ owner: 0, first: 2, width: 1, result: 2 }], top: 2 };
    const loop = {
      id: 'loop',
      kind: 'loop' as const,
      loop: { until: 'true', until_reads: [2], body: 0, max_rounds: 3 },
    };
    const edges = [{ from: 0, to: 1 }];

    it('is taken over as a whole', () => {
      const plan = planOf([loop, { id: 'after' }, { id: 'step' }], edges, body);
      expect(replan(plan, { restart: [1] })).toMatchObject({ reused: ['loop'], executed: ['after'] });
    });

    it('is done again where its last round is named from outside', () => {
      const plan = planOf([loop, { id: 'after', reads: [2] }, { id: 'step' }], edges, body);
      expect(replan(plan, { restart: [1] })).toMatchObject({ reused: [], executed: ['loop', 'after'] });
    });

    it('is done again where its body does something else', () => {
      const old = planOf([loop, { id: 'after' }, { id: 'step' }], edges, body);
      const plan = planOf([loop, { id: 'after' }, { id: 'step', with: 1 }], edges, body);
      expect(replan(plan, { old })).toMatchObject({ reused: [], executed: ['loop', 'after'] });
    });
  });

  it('counts what a map tolerated', () => {
    expect(replan(chain('a', 'b'), { ended: { 0: { failedItems: true } }, restart: [1] }).tolerated).toBe(1);
  });
});
