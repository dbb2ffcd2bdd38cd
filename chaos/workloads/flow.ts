import { chained, task, type Workload } from './workload';

export const waits: Workload = {
  name: 'wait-2s',
  definition: () => ({
    nodes: [task('before'), { id: 'pause', kind: 'wait', for: '2s' }, task('after')],
    edges: chained('before', 'pause', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded', 'succeeded'],
};

export const decides: Workload = {
  name: 'decision',
  definition: () => ({
    nodes: [
      { id: 'which', kind: 'decision', cases: [{ when: '1 > 2', to: 'no' }], default: 'yes' },
      task('no'),
      task('yes'),
    ],
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'skipped', 'succeeded'],
};

export const mapped: Workload = {
  name: 'map-25',
  definition: () => ({
    nodes: [
      {
        id: 'each',
        kind: 'map',
        over: Array.from({ length: 25 }, (_, i) => i),
        max_parallel: 5,
        body: { nodes: [task('one'), task('two')], edges: chained('one', 'two') },
      },
      task('after'),
    ],
    edges: chained('each', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

export const looped: Workload = {
  name: 'loop-3',
  definition: () => ({
    nodes: [
      { id: 'again', kind: 'loop', until: 'round >= 2', max_rounds: 10, body: { nodes: [task('turn')] } },
      task('after'),
    ],
    edges: chained('again', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

const inner = (ref: string, id: string) => ({ nodes: [{ id, kind: 'subflow', ref }] });

export const nested: Workload = {
  name: 'subflow-3',
  needs: [
    {
      name: 'chaos-depth-3',
      definition: { nodes: [task('deep'), task('deeper')], edges: chained('deep', 'deeper') },
    },
    { name: 'chaos-depth-2', definition: inner('chaos-depth-3', 'down') },
    { name: 'chaos-depth-1', definition: inner('chaos-depth-2', 'down') },
  ],
  definition: () => ({
    nodes: [...inner('chaos-depth-1', 'child').nodes, task('after')],
    edges: chained('child', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

/** What was done is undone once the run has failed. */
export const compensated: Workload = {
  name: 'compensation',
  definition: () => ({
    nodes: [
      task('book', { compensate: { ref: 'noop' } }),
      task('pay', { compensate: { ref: 'noop' } }),
      task('bad', { ref: 'contract', with: { data: 1, schema: { type: 'string' } } }),
    ],
    edges: chained('book', 'pay', 'bad'),
  }),
  outcomes: ['failed'],
  tasks: ['succeeded', 'succeeded', 'failed'],
};
