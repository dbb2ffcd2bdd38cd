import { createContext } from '../../test/context';
import { createHandlerRegistry } from '../registry';
import { createGraphJobHandler } from './graph-job.handler';
import { readGraph } from './read-graph';

const registered = createHandlerRegistry({ enable: [] }).get('graph_job');
const edges = [{ source: 'a', target: 'b' }];

describe('the input of graph_job', () => {
  it.each([
    [{}, ''],
    [{ graph: { edges }, compute: {} }, '/compute'],
    [{ graph: { edges }, compute: { louvain: {}, pagerank: {} } }, '/compute'],
    [{ graph: { edges }, compute: { luovain: {} } }, '/compute/luovain'],
    [{ graph: { edges }, compute: { louvain: { damping: 1 } } }, '/compute/louvain/damping'],
    [{ graph: { edges }, compute: { pagerank: { damping: 1 } } }, '/compute/pagerank/damping'],
    [{ graph: {}, compute: { louvain: {} } }, '/graph'],
    [{ graph: { edges, dataset: 'd' }, compute: { louvain: {} } }, '/graph'],
    [{ graph: { edges, source: 'from' }, compute: { louvain: {} } }, '/graph'],
    [{ graph: { edges: [{ source: 'a' }] }, compute: { louvain: {} } }, '/graph/edges/0'],
    [
      { graph: { edges: [{ source: 'a', target: 'b', weight: 0 }] }, compute: { louvain: {} } },
      '/graph/edges/0/weight',
    ],
    [{ compute: { similarity: {} } }, '/compute/similarity'],
  ])('%j is refused', (input, pointer) => {
    const faults = registered?.checkInput(input as never) ?? [];
    expect(faults.map((fault) => (fault.pointer ?? '').slice(0, pointer.length))).toContain(pointer);
  });

  it('is a graph, or what a graph is made from, and not both', async () => {
    const handler = createGraphJobHandler();
    await expect(handler.execute({ compute: { louvain: {} } }, createContext())).rejects.toMatchObject({
      code: 'validation-failed',
    });
    await expect(
      handler.execute({ graph: { edges }, compute: { similarity: { items: [] } } }, createContext()),
    ).rejects.toMatchObject({ errors: [{ pointer: '/graph' }] });
  });
});

describe('a dataset of edges', () => {
  const read = (record: object, more = {}) =>
    readGraph({ dataset: 'd', ...more }, createContext({ datasets: { d: [record as never] } }));

  it('has records with a source and a target', async () => {
    expect((await read({ source: 'a', target: 7 })).edges).toEqual([{ source: 'a', target: '7' }]);
    expect((await read({ a: 'x', target: 'y', n: 0.5 }, { source: 'a', weight: 'n' })).edges).toEqual([
      { source: 'x', target: 'y', weight: 0.5 },
    ]);
  });

  it.each([
    [{ target: 'a' }, {}, 'source'],
    [{ source: 'a', target: 1.5 }, {}, 'target'],
    [{ source: '', target: 'a' }, {}, 'source'],
    [{ source: 'a', target: 'b', w: '1' }, { weight: 'w' }, 'w'],
    [{ source: 'a', target: 'b', w: -1 }, { weight: 'w' }, 'w'],
    [{ source: 'a', target: 'b' }, { weight: 'constructor' }, 'constructor'],
  ])('%j with %j is no edge', async (record, more, field) => {
    await expect(read(record, more)).rejects.toMatchObject({
      code: 'validation-failed',
      message: expect.stringContaining(JSON.stringify(field)),
    });
  });

  it('has to be there', async () => {
    await expect(readGraph({ dataset: 'none' }, createContext())).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
