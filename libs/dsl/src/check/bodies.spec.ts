import { compile } from '../compile';
import { codesOf, edges, faultsOf, planOf, spec, task } from '../../test/faults';
import { limits } from '../limits';
import { render } from '../expression/template';
import { cpuSeconds } from '../../test/cpu';
import { scopeWith } from '../../test/scope';

type Fields = Record<string, unknown>;

const map = (id: string, body: Fields, more: Fields = {}) => ({
  id,
  kind: 'map',
  over: [1, 2],
  body,
  ...more,
});
const loop = (id: string, body: Fields, more: Fields = {}) => ({ id, kind: 'loop', until: 'round > 2', body, ...more }); // prettier-ignore
const reading = (id: string, expression: string) => task(id, { with: { x: `\${{ ${expression} }}` } });

describe('the plan', () => {
  it('has the nodes of bodies after the top level, body by body, then what no edge reaches', () => {
    const undo = { ref: 'undo', with: '${{ tasks.t1.output }}', queue: 'slow', timeout: '5s', retry: { max_attempts: 3 } }; // prettier-ignore
    const inner = loop('inner', { nodes: [task('i1')] });
    const plan = planOf(
      spec({
        nodes: [task('a'), map('m', { nodes: [task('t1', { compensate: undo }), inner, task('t2')], edges: edges('t1>inner', 'inner>t2') }), loop('l', { nodes: [task('x'), task('y')] }), task('z')],
        edges: edges('a>m', 'm>l', 'l>z'),
        on_failure: { ref: 'tell' },
      }),
    ); // prettier-ignore
    expect(plan.nodes.map(({ id }) => id)).toEqual([
      'a', 'm', 'l', 'z', 't1', 'inner', 't2', 'x', 'y', '$l', 'i1', 't1.compensate', 'run.on_failure',
    ]); // prettier-ignore
    expect(plan.top).toBe(4);
    expect(plan.openSinks).toBe(1);
    expect(plan.bodies).toEqual([
      { owner: 1, first: 4, width: 3, result: 6 },
      { owner: 2, first: 7, width: 3, result: 9 },
      { owner: 5, first: 10, width: 1, result: 10 },
    ]);
    expect(plan.nodes.map(({ body }) => body)).toEqual([
      null,
      null,
      null,
      null,
      0,
      0,
      0,
      1,
      1,
      1,
      2,
      null,
      null,
    ]);
    expect(plan.edges.map(({ from, to, on }) => [from, to, on])).toEqual([
      [0, 1, 'success'],
      [1, 2, 'success'],
      [2, 3, 'success'],
      [4, 5, 'success'],
      [5, 6, 'success'],
      [7, 9, 'always'],
      [8, 9, 'always'],
    ]);
    expect(plan.nodes[9]).toMatchObject({ kind: 'collect', ref: 'collect', join: 'all', with: {}, reads: [7, 8], in: [5, 6], out: [] }); // prettier-ignore
    expect(plan.nodes[1]?.map).toEqual({ over: [1, 2], body: 0, max_parallel: 100, on_item_failure: 'fail' });
    expect(plan.nodes[2]?.loop).toEqual({ until: 'round > 2', until_reads: [], body: 1, max_rounds: 100 });
    expect(plan.nodes[5]?.loop?.body).toBe(2);
    expect([plan.nodes[4]?.compensate, plan.nodes[11]?.compensates, plan.on_failure]).toEqual([11, 4, 12]);
    expect(plan.nodes[11]).toMatchObject({
      kind: 'task',
      ref: 'undo',
      reads: [4],
      queue: 'slow',
      timeout_ms: 5_000,
      retry: { max_attempts: 3 },
      in: [],
      out: [],
    });
  });

  it('gathers the results of a body only where it has several last nodes', () => {
    const bodyOf = (nodes: Fields[], arrows: string[]) => {
      const plan = planOf(spec({ nodes: [map('m', { nodes, edges: edges(...arrows) })] }));
      return [plan.nodes.slice(1).map(({ id }) => id), plan.bodies[0]?.result, plan.nodes.at(-1)?.reads];
    };
    expect(bodyOf([task('a'), task('b')], ['a>b'])).toEqual([['a', 'b'], 2, []]);
    expect(bodyOf([task('a'), task('b')], [])).toEqual([['a', 'b', '$m'], 3, [1, 2]]);
    // `b` runs at the first edge that fires: `a` may end after it, and counts.
    expect(bodyOf([task('a'), task('b', { join: 'any' })], ['a>b'])).toEqual([['a', 'b', '$m'], 3, [1, 2]]);
    const route = { id: 'd', kind: 'decision', cases: [{ when: 'item > 1', to: 'a' }], default: 'b' };
    expect(bodyOf([route, task('a'), task('b')], [])).toEqual([['d', 'a', 'b', '$m'], 4, [2, 3]]);
  });

  it('works in the queue of the map where it gathers', () => {
    const text = spec({ nodes: [map('m', { nodes: [task('a'), task('b')] }, { queue: 'bulk' })] });
    expect(planOf(text).nodes.map(({ queue }) => queue)).toEqual(['bulk', 'default', 'default', 'bulk']);
  });

  it('keeps bodies apart from the count of the top level, and takes templates with nothing but a body', () => {
    const plan = planOf(spec({ nodes: [map('m', { nodes: [task('a'), task('b'), task('c')] })] }));
    expect([plan.top, plan.openSinks, plan.nodes.length]).toEqual([1, 1, 5]);
  });
});

describe('over', () => {
  const overOf = (over: unknown) => planOf(spec({ nodes: [map('m', { nodes: [task('t')] }, { over })] })).nodes[0]?.map?.over; // prettier-ignore

  it.each([
    ['${{ inputs.list }}', '${{ inputs.list }}'],
    ['  ${{ inputs.list }} ', '  ${{ inputs.list }} '],
    ['inputs.list', '${{ inputs.list }}'],
    [
      ['a', '${{ inputs.text }}'],
      ['a', '${{ inputs.text }}'],
    ],
    [[], []],
  ])('%j becomes %j', (over, stored) => expect(overOf(over)).toEqual(stored));

  it.each([
    'inputs.list // the list\n',
    '[{"a": {"b": 1}}.a]',
    '"}}" == "" ? [] : inputs.list',
    'inputs.list',
  ])('renders the bare expression %s to a list', (over) =>
    expect(Array.isArray(render(overOf(over) ?? null, scopeWith()))).toBe(true),
  );

  it.each([
    [undefined, 'missing-field '],
    ['${{ inputs.list }}, and more', 'wrong-type /over'],
    ['${{ inputs.a }}${{ inputs.b }}', 'wrong-type /over'],
    [{}, 'wrong-type /over'],
    [5, 'wrong-type /over'],
    [null, 'wrong-type /over'],
    ['', 'expression-syntax /over'],
    ['a b', 'expression-syntax /over'],
    ['${{ inputs.list', 'expression-syntax /over'],
    ['tasks.t.output', 'not-an-ancestor /over'],
    ['item', 'unknown-name /over'],
  ])('%j is refused', (over, expected) => {
    const { over: _, ...rest } = map('m', { nodes: [task('t')] });
    const text = spec({ nodes: [over === undefined ? rest : { ...rest, over }] });
    expect(codesOf(text)).toEqual([expected.replace(' ', ' /spec/nodes/0')]);
  });
});

describe('the fields of maps and loops', () => {
  const body = { nodes: [task('t')] };
  it('are in the plan', () => {
    const m = map('m', body, { max_parallel: 10_000, on_item_failure: 'tolerate' });
    const plan = planOf(spec({ nodes: [m, loop('l', { nodes: [task('u')] }, { max_rounds: 10_000 })] }));
    expect(plan.nodes[0]?.map).toMatchObject({ max_parallel: 10_000, on_item_failure: 'tolerate' });
    expect(plan.nodes[1]?.loop).toMatchObject({ max_rounds: 10_000 });
  });

  it.each([
    [map('m', body, { max_parallel: 0 }), 'out-of-range /max_parallel'],
    [map('m', body, { max_parallel: 10_001 }), 'out-of-range /max_parallel'],
    [map('m', body, { max_parallel: 1.5 }), 'out-of-range /max_parallel'],
    [map('m', body, { max_parallel: '5' }), 'wrong-type /max_parallel'],
    [map('m', body, { on_item_failure: 'ignore' }), 'out-of-range /on_item_failure'],
    [map('m', body, { until: 'true' }), 'unknown-field /until'],
    [map('m', body, { retry: {} }), 'unknown-field /retry'],
    [{ id: 'm', kind: 'map', over: [] }, 'missing-field '],
    [map('m', {}), 'missing-field /body'],
    [map('m', { nodes: [] }), 'empty-graph /body/nodes'],
    [map('m', { nodes: [task('t')], over: 1 }), 'unknown-field /body/over'],
    [map('m', [task('t')] as never), 'wrong-type /body'],
    [loop('l', body, { max_rounds: 0 }), 'out-of-range /max_rounds'],
    [loop('l', body, { max_rounds: 10_001 }), 'out-of-range /max_rounds'],
    [loop('l', body, { until: true }), 'wrong-type /until'],
    [loop('l', body, { until: '${{ true }}' }), 'expression-syntax /until'],
    [loop('l', body, { over: [] }), 'unknown-field /over'],
    [{ id: 'l', kind: 'loop', body }, 'missing-field '],
    [task('x', { body }), 'unknown-field /body'],
  ])('%j is refused', (node, expected) => {
    expect(codesOf(spec({ nodes: [node] }))).toEqual([expected.replace(' ', ' /spec/nodes/0')]);
  });
});

describe('names', () => {
  it.each(['item.id', 'index + 1', 'tasks.a.output', 'tasks.before.output', 'inputs.x'])(
    'in the body of a map: %s',
    (expression) => {
      const body = { nodes: [task('before'), reading('t', expression)], edges: edges('before>t') };
      expect(planOf(spec({ nodes: [task('a'), map('m', body)], edges: edges('a>m') })).nodes).toHaveLength(4);
    },
  );

  it.each([
    [map('m', { nodes: [reading('t', 'round')] }), 'unknown-name /body/nodes/0/with/x'],
    [loop('l', { nodes: [reading('t', 'item')] }), 'unknown-name /body/nodes/0/with/x'],
    [loop('l', { nodes: [task('t')] }, { until: 'item == 1' }), 'unknown-name /until'],
    [loop('l', { nodes: [task('t')] }, { when: 'round == 1' }), 'unknown-name /when'],
    [map('m', { nodes: [reading('t', 'tasks.m.output')] }), 'not-an-ancestor /body/nodes/0/with/x'],
    [
      map('m', { nodes: [reading('t', 'tasks["$m"].output'), task('u')] }),
      'unknown-name /body/nodes/0/with/x',
    ],
    [
      map('m', { nodes: [reading('t', 'tasks.u.output'), task('u')] }),
      'not-an-ancestor /body/nodes/0/with/x',
    ],
    [map('m', { nodes: [reading('t', 'tasks.z.output')] }), 'not-an-ancestor /body/nodes/0/with/x'],
  ])('%j is refused', (node, expected) => {
    const text = spec({ nodes: [node, task('z')] });
    expect(codesOf(text)).toEqual([expected.replace(' ', ' /spec/nodes/0')]);
  });

  it('says where a name of bodies has a value', () => {
    const [fault] = faultsOf(spec({ nodes: [reading('a', 'item.id')] }));
    expect(fault).toMatchObject({
      message: '"item" has a value only in the body of a map',
      code: 'unknown-name',
    });
  });

  it('go through all bodies around: a map in a loop in a map', () => {
    const deep = map('deep', { nodes: [reading('t', '[item, index, round, tasks.a.output, tasks.b.output, tasks.c.output]')] }); // prettier-ignore
    const middle = loop('middle', { nodes: [task('c'), deep], edges: edges('c>deep') });
    const outer = map('outer', { nodes: [task('b'), middle], edges: edges('b>middle') });
    const plan = planOf(spec({ nodes: [task('a'), outer], edges: edges('a>outer') }));
    expect(plan.nodes.find(({ id }) => id === 't')?.reads).toEqual([0, 2, 4]);
  });

  it('from outside mean the last round of a loop, once it has ended', () => {
    const l = loop('l', { nodes: [task('t')] });
    const plan = planOf(
      spec({ nodes: [l, reading('z', 'tasks.t.output')], edges: edges('l>z'), outputs: { x: '${{ tasks.t.output }}' } }),
    ); // prettier-ignore
    expect([plan.nodes[1]?.reads, plan.result_reads]).toEqual([[2], [2]]);
    const early = spec({ nodes: [l, reading('z', 'tasks.t.output')] });
    expect(codesOf(early)).toEqual(['not-an-ancestor /spec/nodes/1/with/x']);
    const own = loop('l', { nodes: [task('t')] }, { when: 'tasks.t.output.ok' });
    expect(codesOf(spec({ nodes: [own] }))).toEqual(['not-an-ancestor /spec/nodes/0/when']);
  });

  it('from outside do not reach into a map, however deep', () => {
    const m = map('m', { nodes: [loop('l', { nodes: [task('t')] }), reading('u', 'tasks.t.output')], edges: edges('l>u') }); // prettier-ignore
    expect(planOf(spec({ nodes: [m] })).nodes[2]?.reads).toEqual([3]);
    const [fault] = faultsOf(spec({ nodes: [m, reading('z', 'tasks.t.output')], edges: edges('m>z') }));
    expect(fault).toMatchObject({
      code: 'not-an-ancestor',
      mst: 'MST1313',
      message: '"t" stands in the body of the map "m" and has a value for each item',
      help: 'use tasks.m.output, the list of its results',
      pointer: '/spec/nodes/1/with/x',
    });
    expect(codesOf(spec({ nodes: [m], summary: '${{ tasks.u.output }}' }))).toEqual([
      'not-an-ancestor /spec/summary',
    ]);
  });

  it('of the summary are also what the run has used', () => {
    const nodes = [task('t')];
    const summary = '${{ compact(run.tokens) }} tokens · ${{ dollars(run.cost_cents) }}';
    expect(planOf(spec({ nodes, summary })).summary).toBe(summary);
    expect(codesOf(spec({ nodes, summary: '${{ run.tokans }}' }))).toEqual(['unknown-name /spec/summary']);
    const [fault] = faultsOf(spec({ nodes, outputs: { x: '${{ run.tokens }}' } }));
    expect(fault).toMatchObject({ message: 'run.tokens has a value only in spec.summary' });
  });

  it('of `until` are those of the whole body and of the loop', () => {
    const inner = loop('inner', { nodes: [task('i')] }, { until: 'tasks.t.output.ok' });
    const body = { nodes: [task('t'), inner, task('u')], edges: edges('t>inner') };
    const until = 'tasks.u.output.done && tasks.i.output.x && tasks.a.output.ok && index < 3 && round < 4 && step_failed("t")'; // prettier-ignore
    const plan = planOf(spec({ nodes: [task('a'), loop('l', body, { until, when: 'tasks.a.output.go' })], edges: edges('a>l') })); // prettier-ignore
    expect(plan.nodes.map(({ id }) => id)).toEqual(['a', 'l', 't', 'inner', 'u', '$l', 'i']);
    expect(plan.nodes[1]?.loop?.until_reads).toEqual([0, 2, 4, 6]);
    expect(plan.nodes[1]?.reads).toEqual([0]);
    expect(plan.nodes[3]?.loop?.until_reads).toEqual([2]);
    const inMap = map('m', { nodes: [task('t')] });
    expect(codesOf(spec({ nodes: [loop('l', { nodes: [inMap] }, { until: 'tasks.t.output' })] }))).toEqual([
      'not-an-ancestor /spec/nodes/0/until',
    ]);
    expect(
      codesOf(spec({ nodes: [loop('l', { nodes: [task('t')] }, { until: 'tasks.l.output' })] })),
    ).toEqual(['not-an-ancestor /spec/nodes/0/until']);
  });

  it('of an edge in a body are those of its source', () => {
    const body = { nodes: [task('t'), task('u')], edges: [{ from: 't', to: 'u', when: 'tasks.t.output.n > index && tasks.a.output.ok' }] }; // prettier-ignore
    const plan = planOf(spec({ nodes: [task('a'), map('m', body)], edges: edges('a>m') }));
    expect(plan.edges[1]).toMatchObject({ from: 2, to: 3, reads: [0, 2] });
    const wrong = { ...body, edges: [{ from: 't', to: 'u', when: 'tasks.u.output' }] };
    expect(codesOf(spec({ nodes: [map('m', wrong)] }))).toEqual([
      'not-an-ancestor /spec/nodes/0/body/edges/0/when',
    ]);
  });
});

describe('graphs apart', () => {
  const m = map('m', { nodes: [task('t')], edges: [] });

  it.each([
    [edges('a>t'), {}, '/spec/edges/0/to', '"t" stands in the body of "m"'],
    [edges('t>a'), {}, '/spec/edges/0/from', '"t" stands in the body of "m"'],
    [[], { edges: edges('a>t') }, '/spec/nodes/1/body/edges/0/from', '"a" stands at the top level'],
    [[], { edges: edges('t>m') }, '/spec/nodes/1/body/edges/0/to', '"m" stands at the top level'],
  ])('%j with %j is refused', (top, inner, pointer, message) => {
    const text = spec({ nodes: [task('a'), { ...m, body: { ...m.body, ...inner } }], edges: top });
    const [fault, ...others] = faultsOf(text);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: 'crossing-edge', mst: 'MST1208', pointer });
    expect(fault?.message).toBe(`${message}, and an edge may not lead from one graph into another`);
  });

  it('also for the targets of cases', () => {
    const d = { id: 'd', kind: 'decision', cases: [{ when: 'true', to: 't' }] };
    expect(codesOf(spec({ nodes: [d, m] }))).toEqual(['crossing-edge /spec/nodes/0/cases/0/to']);
  });

  it('have no name for what the compiler makes', () => {
    const body = { nodes: [task('t', { compensate: { ref: 'undo' } }), task('u')] };
    for (const to of ['$m', 't.compensate', 'run.on_failure'])
      expect(
        codesOf(
          spec({ nodes: [map('m', { ...body, edges: edges(`t>${to}`) })], on_failure: { ref: 'tell' } }),
        ),
      ).toEqual(['unknown-node /spec/nodes/0/body/edges/0/to']);
  });

  it('have no id twice, in whatever graph', () => {
    const [fault] = faultsOf(spec({ nodes: [task('t'), m] }));
    expect(fault).toMatchObject({ code: 'duplicate-id', pointer: '/spec/nodes/1/body/nodes/0/id' });
    expect(fault?.related).toHaveLength(1);
  });

  it('have no cycle, each', () => {
    const body = { nodes: [task('t'), task('u')], edges: edges('t>u', 'u>t') };
    const [fault] = faultsOf(spec({ nodes: [task('a'), map('m', body)], edges: edges('a>m') }));
    expect(fault).toMatchObject({ code: 'cycle', pointer: '/spec/nodes/1/body/edges/1' });
    expect(fault?.message).toContain('t → u → t');
  });
});

describe('limits', () => {
  const nested = (depth: number): Fields =>
    depth === 0 ? task('t') : (depth % 2 ? map : loop)(`b${depth}`, { nodes: [nested(depth - 1)] });

  it('lets bodies stand 8 deep, and not 9', () => {
    expect(planOf(spec({ nodes: [nested(8)] })).bodies).toHaveLength(8);
    const faults = faultsOf(spec({ nodes: [nested(9)] }));
    expect(faults).toEqual([expect.objectContaining({ code: 'limit-exceeded', mst: 'MST1212' })]);
    expect(faults[0]?.pointer).toBe(`/spec${'/nodes/0/body'.repeat(9)}`);
    expect(faultsOf(spec({ nodes: [nested(18)] }))).toHaveLength(1);
  });

  it('counts the nodes and edges of all bodies together', () => {
    const tasks = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, n) => task(`${prefix}${n}`));
    const text = (count: number, more: Fields = {}) =>
      spec({
        nodes: [map('m', { nodes: tasks('x', 5_000) }), map('n', { nodes: tasks('y', count) })],
        ...more,
      });
    expect(planOf(text(4_998)).nodes).toHaveLength(10_002);
    const [nodes] = faultsOf(text(4_999));
    expect(nodes?.message).toBe('a template may have at most 10000 nodes, this one has 10001');
    expect(nodes?.pointer).toBe('/spec/nodes/1/body/nodes/4998');
    expect(codesOf(text(4_998, { on_failure: { ref: 'noop' } }))).toEqual([
      'limit-exceeded /spec/on_failure',
    ]);

    const targets = tasks('z', 300);
    const cases = Array.from({ length: 100 }, (_, n) => ({ when: 'true', to: `z${n}` }));
    const decisions = Array.from({ length: 501 }, (_, n) => ({ id: `d${n}`, kind: 'decision', cases }));
    const faults = faultsOf(spec({ nodes: [...targets, ...decisions] }));
    // There are too many expressions, too.
    const edgeFault = faults.find(({ message }) => message.includes('edges'));
    expect(edgeFault).toMatchObject({
      code: 'limit-exceeded',
      pointer: `/spec/nodes/${300 + 500}/cases/0/to`,
    });
    expect(edgeFault?.message).toBe(`a template may have at most ${limits.edges} edges, this one has 50001`);
  });
});

it('compiles thousands of bodies in two seconds', () => {
  const nodes = Array.from({ length: 3_333 }, (_, n) =>
    map(`m${n}`, { nodes: [task(`t${n}`), reading(`u${n}`, `[item, tasks.t${n}.output]`)], edges: [{ from: `t${n}`, to: `u${n}`, when: 'index > 2' }] }),
  ); // prettier-ignore
  const text = spec({ nodes, edges: edges(...nodes.slice(1).map((_, n) => `m${n}>m${n + 1}`)) });
  compile(text);
  const seconds = cpuSeconds();
  expect(planOf(text).bodies).toHaveLength(3_333);
  expect(seconds()).toBeLessThan(2);
});
