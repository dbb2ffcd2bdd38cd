import { pause } from '../time';
import { chained, task, template, type Site, type Workload } from './workload';

async function tell(site: Site, runId: string, word: 'cancel' | 'pause' | 'resume'): Promise<void> {
  const { status } = await site.call('POST', `/api/runs/${runId}/${word}`, { body: { reason: 'storm' } });
  // 409: it was over before.
  if (status >= 300 && status !== 409) throw new Error(`${word} was answered with ${status}`);
}

/** Cancelled at any moment of its life, or too late for that. */
export const cancelled: Workload = {
  name: 'cancelled',
  definition: (site) => ({
    nodes: [
      task('a'),
      task('call', {
        ref: 'http',
        with: { url: `${site.sinkUrl}/cancelled`, method: 'POST', body: { run: '${{ run.id }}' } },
      }),
      task('c'),
      task('d'),
      task('tidy'),
    ],
    edges: [...chained('a', 'call', 'c', 'd'), { from: 'd', to: 'tidy', on: 'always' }],
  }),
  outcomes: ['cancelled', 'succeeded'],
  act: async (site, runId, dice) => {
    await pause(dice.below(400));
    await tell(site, runId, 'cancel');
  },
};

/** Held at any moment, and let go on. */
export const paused: Workload = {
  name: 'paused',
  definition: () => ({
    nodes: [
      task('a'),
      { id: 'each', kind: 'map', over: [1, 2, 3, 4], max_parallel: 2, body: { nodes: [task('one')] } },
      task('c'),
    ],
    edges: chained('a', 'each', 'c'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded', 'succeeded'],
  act: async (site, runId, dice) => {
    await pause(dice.below(300));
    await tell(site, runId, 'pause');
    await pause(dice.below(1_000));
    await tell(site, runId, 'resume');
  },
};

/** Out of time while it waits; what was done is undone. */
export const late: Workload = {
  name: 'deadline-1s',
  definition: () =>
    template('chaos-deadline-1s', {
      deadline: '1s',
      nodes: [task('book', { compensate: { ref: 'noop' } }), { id: 'long', kind: 'wait', for: '1h' }],
      edges: chained('book', 'long'),
    }),
  outcomes: ['timed_out'],
};
