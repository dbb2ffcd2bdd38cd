import { chained, task, type Workload } from './workload';

const five = ['a', 'b', 'c', 'd', 'e'];
const twenty = Array.from({ length: 20 }, (_, i) => `n${i}`);

export const chain: Workload = {
  name: 'chain-5',
  definition: () => ({ nodes: five.map((id) => task(id)), edges: chained(...five) }),
  outcomes: ['succeeded'],
  tasks: five.map(() => 'succeeded'),
};

export const fan: Workload = {
  name: 'fan-20',
  definition: () => ({
    nodes: [task('first'), ...twenty.map((id) => task(id)), task('last')],
    edges: twenty.flatMap((id) => chained('first', id, 'last')),
  }),
  outcomes: ['succeeded'],
  tasks: Array.from({ length: 22 }, () => 'succeeded'),
};

export const diamond: Workload = {
  name: 'diamond',
  definition: () => ({
    nodes: ['top', 'left', 'right', 'bottom'].map((id) => task(id)),
    edges: [...chained('top', 'left', 'bottom'), ...chained('top', 'right', 'bottom')],
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded', 'succeeded', 'succeeded'],
};

/** Its clean-up runs whatever happened; what waits for success does not. */
export const alwaysFails: Workload = {
  name: 'always-fails',
  definition: () => ({
    nodes: [
      task('bad', { ref: 'contract', with: { data: 1, schema: { type: 'string' } } }),
      task('tidy'),
      task('never'),
    ],
    edges: [{ from: 'bad', to: 'tidy', on: 'always' }, ...chained('bad', 'never')],
  }),
  outcomes: ['failed'],
  tasks: ['failed', 'succeeded'],
};
