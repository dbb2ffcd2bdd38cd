import { chained, task, template, type Workload } from './workload';

/** Items of many runs want the same few slots: each is freed by the statement that ends its holder. */
export const slotted: Workload = {
  name: 'slots-3',
  definition: () => ({
    nodes: [
      {
        id: 'each',
        kind: 'map',
        over: [1, 2, 3, 4, 5, 6],
        max_parallel: 6,
        body: { nodes: [task('one', { concurrency: { key: 'storm-slots', limit: 3 } })] },
      },
      task('after'),
    ],
    edges: chained('each', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

/** Runs that stand in line for two places. */
export const queued: Workload = {
  name: 'line-2',
  definition: () =>
    template('chaos-line-2', {
      concurrency: { key: 'storm-line', limit: 2, on_busy: 'queue' },
      nodes: [task('a'), task('b')],
      edges: chained('a', 'b'),
    }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

export const rationed: Workload = {
  name: 'rate-10',
  definition: () => ({
    nodes: [task('first'), task('sent', { rate_limit: { key: 'storm-rate', limit: 10, per: '1s' } })],
    edges: chained('first', 'sent'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};
