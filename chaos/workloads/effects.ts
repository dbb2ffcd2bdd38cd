import { pause } from '../time';
import { chained, task, type Site, type Workload } from './workload';

const post = (site: Site, path: string) => ({
  ref: 'http',
  with: { url: `${site.sinkUrl}${path}`, method: 'POST', body: { run: '${{ run.id }}' } },
});

export const httpEffect: Workload = {
  name: 'http-effect',
  definition: (site) => ({
    nodes: [task('before'), task('call', post(site, '/effect')), task('after')],
    edges: chained('before', 'call', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded', 'succeeded'],
  effect: 1,
};

/** The far side refuses twice, then obliges: three attempts that count, however many died with their worker. */
export const retried: Workload = {
  name: 'retry-twice',
  definition: (site) => ({
    nodes: [
      task('call', {
        ...post(site, '/flaky'),
        retry: { max_attempts: 3, backoff: 'fixed', delay: '300ms', jitter: 'none', on: ['http_5xx'] },
      }),
      task('after'),
    ],
    edges: chained('call', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
  effect: 0,
};

export const shellEffect: Workload = {
  name: 'shell-effect',
  definition: () => ({
    nodes: [task('run', { ref: 'shell', with: { command: ['sh', '-c', 'echo done'] } }), task('after')],
    edges: chained('run', 'after'),
  }),
  outcomes: ['succeeded'],
  tasks: ['succeeded', 'succeeded'],
};

/** Cancelled at any moment of its life, or too late for that. */
export const cancelled: Workload = {
  name: 'cancelled',
  definition: (site) => ({
    nodes: [task('a'), task('call', post(site, '/cancelled')), task('c'), task('d'), task('tidy')],
    edges: [...chained('a', 'call', 'c', 'd'), { from: 'd', to: 'tidy', on: 'always' }],
  }),
  outcomes: ['cancelled', 'succeeded'],
  act: async (site, runId, dice) => {
    await pause(dice.below(400));
    const { status } = await site.call('POST', `/api/runs/${runId}/cancel`, { body: { reason: 'storm' } });
    // 409: it was over before.
    if (status >= 300 && status !== 409) throw new Error(`cancel was answered with ${status}`);
  },
};
