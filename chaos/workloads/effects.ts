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
