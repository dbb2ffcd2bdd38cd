import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { noMask } from '@maestro/secrets/mask';
import { createGraphJobHandler } from '../src/graph-job/graph-job.handler';
import type { GraphInput } from '../src/graph-job/read-graph';
import { createContext } from './context';

const ENTRY = join(__dirname, '..', 'dist', 'graph-job', 'thread.js');
const handler = createGraphJobHandler(ENTRY);

/** Groups of a hundred nodes with edges among each other, and some between them; the numbers follow from a fixed rule. */
function groups(edges: number): GraphInput {
  let state = 12345;
  const below = (n: number) => (state = (state * 48271) % 2147483647) % n;
  const size = edges / 5;
  return {
    edges: Array.from({ length: edges }, () => {
      const source = below(size);
      const home = source - (source % 100);
      const target = below(10) === 0 ? below(size) : home + below(100);
      return { source: `n${source}`, target: `n${target}` };
    }),
  };
}

describe('graph_job', () => {
  it('finds the communities of 100,000 edges within 5 s, while the loop of the worker goes on', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const began = performance.now();
    const graph = groups(100_000);
    delay.enable();
    const answer = (await handler.execute({ graph, compute: { louvain: {} } }, createContext())) as {
      count: number;
      modularity: number;
    };
    delay.disable();
    const took = performance.now() - began;
    process.stdout.write(
      `louvain of 100,000 edges: ${took.toFixed(0)} ms, the loop held up for ${(delay.max / 1e6).toFixed(0)} ms at most\n`,
    );
    expect(answer.modularity).toBeGreaterThan(0.8);
    expect(delay.max / 1e6).toBeLessThan(1_000);
  });

  it('says how far it is, and that it is alive', async () => {
    const heard: number[] = [];
    let beats = 0;
    const ctx = { ...createContext({ progress: (part) => heard.push(part) }), heartbeat: () => (beats += 1) };
    await handler.execute({ graph: groups(2_000), compute: { betweenness: { top: 1 } } }, ctx);
    expect(heard.length).toBeGreaterThan(3);
    expect([...heard].sort((a, b) => a - b)).toEqual(heard);
    expect(beats).toBe(heard.length);
  });

  it('ends in the middle when it is told to', async () => {
    const stopper = new AbortController();
    const ctx = createContext({ signal: stopper.signal, progress: () => stopper.abort() });
    const job = handler.execute({ graph: groups(50_000), compute: { betweenness: {} } }, ctx);
    await expect(job).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('answers with the error of the computation', async () => {
    const job = handler.execute(
      { graph: { edges: [{ source: 'a', target: 'b' }] }, compute: { shortest_path: { from: 'q' } } },
      createContext({ masker: noMask }),
    );
    await expect(job).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/compute/shortest_path/from' }],
    });
  });

  it('reads the edges of a dataset, page after page', async () => {
    const datasets = {
      links: ['ab', 'bc', 'ca', 'xy', 'yx'].map((pair) => ({ from: pair[0], to: pair[1], times: 2 })),
    } as never;
    const graph = { dataset: 'links', source: 'from', target: 'to', weight: 'times' };
    const ctx = createContext({ datasets });
    expect(await handler.execute({ graph, compute: { components: {} } }, ctx)).toEqual({
      graph: { nodes: 5, edges: 4 },
      count: 2,
      components: [
        ['a', 'b', 'c'],
        ['x', 'y'],
      ],
    });
  });
});
