import { planOf } from '@maestro/flow/testing';
import type { Completion } from './completion';
import { plainPlace, plainRows } from './plain-batch';
import { deltasOf, type SettledCompletion } from './settled';

const RUN = { tenantId: 't', runId: 'a' };
/** 0 and 1 lead to 2; 3 is alone. */
const plan = planOf(
  [{}, {}, {}, {}],
  [
    { from: 0, to: 2 },
    { from: 1, to: 2 },
  ],
);

function ended(n: number, more: Partial<Completion> = {}): SettledCompletion {
  const deltas = n < 2 ? [{ n: 2, decided: 1, fired: 1, urgent: 0 }] : [];
  return {
    completion: {
      ...{ run: RUN, plan, n, token: `${n}`, from: 'running' },
      outcome: { kind: 'succeeded', output: null },
      ...more,
    },
    settlement: { deltas, handled: false },
    stored: { output: 'null', ref: null },
  };
}

const rowsOf = (batch: SettledCompletion[]) => plainRows(batch, deltasOf(batch));

describe('a plain batch', () => {
  it('writes each row once, in the order of locks, with the net of what its ends decide', () => {
    const other = { tenantId: 't', runId: 'b' };
    const rows = rowsOf([ended(3, { run: other }), ended(1), ended(0, { run: other }), ended(0)]);
    expect(rows?.map(({ runId, n, token, decided, fired }) => [runId, n, token, decided, fired])).toEqual([
      ['a', 0, '0', 0, 0],
      ['a', 1, '1', 0, 0],
      ['a', 2, null, 2, 2],
      ['b', 0, '0', 0, 0],
      ['b', 2, null, 1, 1],
      ['b', 3, '3', 0, 0],
    ]);
  });

  it('gives a successor to the first that asked for it', () => {
    const take = { queue: 'default', limit: 1 };
    const light = { ...plan, nodes: plan.nodes.map((node) => ({ ...node, light: true })) };
    const asks = (n: number, limit: number) => ended(n, { plan: light, take: { ...take, limit } });
    const owners = (batch: SettledCompletion[]) => rowsOf(batch)?.find(({ n }) => n === 2)?.owner;
    expect(owners([asks(0, 0), asks(1, 1)])).toBe(1);
    expect(owners([asks(1, 1), asks(0, 1)])).toBe(0);
  });

  it('is none where a row ends twice, or ends and is reached at once', () => {
    expect(rowsOf([ended(0), ended(0)])).toBeNull();
    expect(rowsOf([ended(0), ended(2)])).toBeNull();
  });
});

describe('a completion', () => {
  const item = { node: 3, parentN: 9, idx: 0, scopeN: null };

  it.each<[string, SettledCompletion, 'top' | 'item' | null]>([
    ['of the top level', ended(0), 'top'],
    ['of an item of one task', ended(7, { place: item }), 'item'],
    ['of an item of several tasks', ended(7, { place: { ...item, scopeN: 8 } }), null],
    ['beside the graph', ended(7, { place: { ...item, parentN: null } }), null],
    ['without an attempt', ended(0, { token: null }), null],
    ['that was parked', ended(0, { from: 'waiting' }), null],
    ['that was skipped', ended(0, { outcome: { kind: 'skipped' } }), null],
    [
      'with items that failed',
      ended(0, { outcome: { kind: 'succeeded', output: null, tolerated: true } }),
      null,
    ],
    [
      'that makes something urgent',
      { ...ended(0), settlement: { deltas: [{ n: 2, decided: 1, fired: 1, urgent: 1 }], handled: false } },
      null,
    ],
    [
      'before a join of any',
      ended(0, { plan: planOf([{}, {}, { join: 'any' }, {}], [{ from: 0, to: 2 }]) }),
      null,
    ],
  ])('%s', (_, settled, place) => {
    expect(plainPlace(settled)).toBe(place);
  });
});
