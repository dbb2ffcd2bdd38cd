import { compensationsDue, type EndedTask } from './compensations-due';
import { planOf, type NodeDraft } from './testing/plan-factory';

const undoable: NodeDraft = { compensate: 9 };

function ended(n: number, more: Partial<EndedTask> = {}): EndedTask {
  return {
    n,
    node: n,
    status: 'succeeded',
    started: true,
    errorCode: null,
    parentN: null,
    idx: null,
    ...more,
  };
}

const order = (...args: Parameters<typeof compensationsDue>) => compensationsDue(...args).map(({ n }) => n);

describe('what must be undone', () => {
  const plan = planOf([undoable, {}], []);
  const isDue = (more: Partial<EndedTask>) => compensationsDue(plan, [ended(0, more), ended(1)]).length === 1;

  it.each<[string, Partial<EndedTask>, boolean]>([
    ['what succeeded', {}, true],
    ['what timed out', { status: 'failed', errorCode: 'timeout' }, true],
    ['what gave no sign of life', { status: 'failed', errorCode: 'heartbeat-timeout' }, true],
    ['what died with its worker', { status: 'failed', errorCode: 'worker-lost' }, true],
    ['what killed three workers', { status: 'failed', errorCode: 'quarantined' }, true],
    ['what failed and said so', { status: 'failed', errorCode: 'command-failed' }, false],
    ['what was cancelled while it ran', { status: 'cancelled', started: true }, true],
    ['what was cancelled before it began', { status: 'cancelled', started: false }, false],
    ['what was skipped', { status: 'skipped', started: true }, false],
  ])('%s', (_name, more, expected) => {
    expect(isDue(more)).toBe(expected);
  });

  it('names the node that undoes it', () => {
    expect(compensationsDue(plan, [ended(0), ended(1)])).toEqual([{ n: 0, node: 0, compensate: 9 }]);
  });
});

describe('the order of undoing', () => {
  it('is a node after all its descendants, whatever their indexes', () => {
    const plan = planOf(
      [undoable, undoable, undoable, undoable],
      [
        { from: 2, to: 0 },
        { from: 0, to: 3 },
        { from: 2, to: 1 },
        { from: 1, to: 3 },
      ],
    );
    expect(
      order(
        plan,
        [0, 1, 2, 3].map((n) => ended(n)),
      ),
    ).toEqual([3, 1, 0, 2]);
  });

  const inner = planOf(
    [undoable, { kind: 'map', ...undoable }, undoable, undoable, undoable],
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
      { from: 3, to: 4 },
    ],
    { top: 3, bodies: [{ owner: 1, first: 3, width: 2, result: 4 }] },
  );
  const items = [0, 1].flatMap((idx) =>
    [3, 4].map((node) => ended(10 + idx * 2 + node - 3, { node, parentN: 1, idx })),
  );

  it('is what follows a map, the map, its items from the last, what came before', () => {
    expect(order(inner, [ended(0), ended(1), ended(2), ...items])).toEqual([2, 1, 13, 12, 11, 10, 0]);
  });

  it('finds the place of items whose map has not ended by itself', () => {
    expect(order(inner, [ended(0), ...items])).toEqual([13, 12, 11, 10, 0]);
  });

  it('goes into a map that stands in an item', () => {
    const plan = planOf([{ kind: 'loop' }, { kind: 'map', ...undoable }, undoable], [], {
      top: 1,
      bodies: [
        { owner: 0, first: 1, width: 1, result: 1 },
        { owner: 1, first: 2, width: 1, result: 2 },
      ],
    });
    const round = (idx: number) => [
      ended(10 + idx, { node: 1, parentN: 0, idx }),
      ended(20 + idx, { node: 2, parentN: 10 + idx, idx: 0 }),
    ];
    expect(order(plan, [ended(0), ...round(0), ...round(1)])).toEqual([11, 21, 10, 20]);
    const orphan = ended(20, { node: 2, parentN: 10, idx: 0 });
    expect(() => compensationsDue(plan, [orphan])).toThrow(/do not include task 10/);
  });
});
