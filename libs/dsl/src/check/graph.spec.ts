import fc from 'fast-check';
import { compile } from '../compile';
import { cpuSeconds } from '../../test/cpu';
import { codesOf, faultsOf, graph, planOf } from '../../test/faults';

describe('E057 edges that lead nowhere or in circles', () => {
  it('shows the whole cycle', () => {
    const [fault] = faultsOf(graph(['a', 'b'], ['a>b', 'b>a']));
    expect(fault).toMatchObject({ mst: 'MST1206', code: 'cycle', pointer: '/edges/1' });
    expect(fault?.message).toContain('a → b → a');
  });

  it('shows the shortest cycle of each knot, and each knot once', () => {
    const faults = faultsOf(
      graph(
        ['in', 'a', 'b', 'c', 'd', 'x', 'y', 'out'],
        ['in>a', 'a>b', 'b>c', 'c>d', 'd>a', 'c>a', 'd>x', 'x>y', 'y>x', 'y>out'],
      ),
    );
    expect(faults.map(({ message }) => message.replace(/.*cycle /, ''))).toEqual([
      'a → b → c → a',
      'x → y → x',
    ]);
  });

  it('shows a self edge', () => {
    expect(faultsOf(graph(['a'], ['a>a']))[0]).toMatchObject({ mst: 'MST1205', code: 'cycle' });
  });

  it('suggests the node that was meant', () => {
    expect(faultsOf(graph(['fetch', 'store'], ['fetch>stoer']))[0]).toMatchObject({
      mst: 'MST1203',
      code: 'unknown-node',
      suggestion: 'store',
    });
  });

  it('refuses the same edge twice, and takes edges that differ in when they fire', () => {
    expect(codesOf(graph(['a', 'b'], ['a>b', 'a>b']))).toEqual(['duplicate-edge /edges/1']);
    const text = JSON.parse(graph(['a', 'b'], ['a>b', 'a>b'])) as { edges: { on?: string }[] };
    text.edges.forEach((edge, e) => (edge.on = e === 0 ? 'success' : 'failure'));
    expect(planOf(JSON.stringify(text)).edges).toHaveLength(2);
  });
});

describe('E056 limits', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, n) => `n${n}`);

  it('refuses 10,001 nodes and 50,001 edges by the name of the limit', () => {
    const [nodes] = faultsOf(graph(ids(10_001)));
    expect(nodes).toMatchObject({ mst: 'MST1207', code: 'limit-exceeded', pointer: '/nodes/10000' });
    expect(nodes?.message).toBe('a template may have at most 10000 nodes, this one has 10001');
    const edges = ids(50_001).map((_, n) => `n${n % 300}>n${300 + Math.floor(n / 300)}`);
    expect(faultsOf(graph(ids(500), edges))[0]?.message).toBe(
      'a template may have at most 50000 edges, this one has 50001',
    );
  });

  it('refuses 2 MB of YAML and 5 MB of JSON', () => {
    expect(codesOf(`a: ${'x'.repeat(2_000_000)}`)).toEqual(['payload-too-large']);
    expect(codesOf(`{"a": "${'x'.repeat(5_000_000)}"}`)).toEqual(['payload-too-large']);
  });

  it('compiles a chain of 10,000 nodes, each reading the one before, in two seconds', () => {
    const text = JSON.stringify({
      nodes: ids(10_000).map((id, n) => ({
        id,
        kind: 'task',
        ref: 'noop',
        with: n === 0 ? {} : { x: `\${{ tasks.n${n - 1}.output.v }}` },
      })),
      edges: ids(9_999).map((from, n) => ({ from, to: `n${n + 1}` })),
    });
    compile(text);
    const seconds = cpuSeconds();
    expect(compile(text).ok).toBe(true);
    expect(seconds()).toBeLessThan(2);
  });

  it('finds the cycle of 10,000 nodes', () => {
    const chain = ids(9_999).map((from, n) => `${from}>n${n + 1}`);
    const [fault] = faultsOf(graph(ids(10_000), [...chain, 'n9999>n0']));
    expect(fault).toMatchObject({ code: 'cycle', pointer: '/edges/9999' });
    expect(fault?.message).toContain('n0 → n1 →');
    expect(fault?.message).toContain('→ n9999 → n0');
  });

  it('names the limit of labels', () => {
    const labels = Object.fromEntries(ids(65).map((id) => [id, 'x']));
    const text = JSON.stringify({
      apiVersion: 'maestro/v1',
      kind: 'Workflow',
      metadata: { labels },
      spec: { nodes: [{ id: 'a', kind: 'task', ref: 'x' }] },
    });
    expect(faultsOf(text)[0]).toMatchObject({ code: 'limit-exceeded', message: 'more than 64 labels' });
  });
});

it('E060 refuses a graph without nodes', () => {
  expect(codesOf('{"nodes": []}')).toEqual(['empty-graph /nodes']);
  expect(codesOf('nodes: []\nedges: []')).toEqual(['empty-graph /nodes']);
});

describe('a random graph', () => {
  const edgesOf = (nodes: number) =>
    fc.uniqueArray(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: 60, selector: String });
  const anyGraph = fc
    .integer({ min: 1, max: 20 })
    .chain((nodes) =>
      fc.tuple(
        fc.constant(nodes),
        edgesOf(nodes),
        fc.array(fc.boolean(), { minLength: nodes, maxLength: nodes }),
      ),
    );

  function textOf(nodes: number, edges: [number, number][], any: boolean[]): string {
    return JSON.stringify({
      nodes: Array.from({ length: nodes }, (_, n) => ({
        id: `n${n}`,
        kind: 'task',
        ref: 'noop',
        join: any[n] ? 'any' : 'all',
      })),
      edges: edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
    });
  }

  it('compiles where every edge leads forward, and its indexes agree', () => {
    fc.assert(
      fc.property(anyGraph, ([nodes, pairs, any]) => {
        const edges = pairs.filter(([from, to]) => from < to);
        const plan = planOf(textOf(nodes, edges, any));
        expect(plan.edges.map(({ from, to }) => [from, to])).toEqual(edges);
        for (const [n, node] of plan.nodes.entries()) {
          expect(node.out).toEqual(edges.flatMap(([from], e) => (from === n ? [e] : [])));
          expect(node.in).toEqual(edges.flatMap(([, to], e) => (to === n ? [e] : [])));
        }
        const sinks = plan.nodes.filter((_, n) => !edges.some(([from, to]) => from === n && !any[to]));
        expect(plan.openSinks).toBe(sinks.length);
        expect(plan.openSinks).toBeGreaterThan(0);
      }),
    );
  });

  it('is refused exactly where some node can reach itself, with a cycle that is one', () => {
    fc.assert(
      fc.property(anyGraph, ([nodes, edges, any]) => {
        const result = compile(textOf(nodes, edges, any));
        expect(result.ok).toBe(!reachesItself(nodes, edges));
        const cycles = result.ok ? [] : result.diagnostics.filter(({ mst }) => mst === 'MST1206');
        for (const { message } of cycles) {
          const path = [...message.matchAll(/n(\d+)/g)].map(([, n]) => Number(n));
          expect(path[0]).toBe(path[path.length - 1]);
          for (let i = 1; i < path.length; i += 1) expect(edges).toContainEqual([path[i - 1], path[i]]);
        }
      }),
    );
  });
});

function reachesItself(nodes: number, edges: [number, number][]): boolean {
  const reach = Array.from(
    { length: nodes },
    (_, n) => new Set(edges.filter(([from]) => from === n).map(([, to]) => to)),
  );
  for (let round = 0; round < nodes; round += 1)
    for (const set of reach) for (const n of [...set]) for (const next of reach[n] ?? []) set.add(next);
  return reach.some((set, n) => set.has(n));
}
