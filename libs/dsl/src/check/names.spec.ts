import fc from 'fast-check';
import { codesOf, faultsOf, planOf, warningsOf, wrapped } from '../../test/faults';

const inputs = { type: 'object', properties: { feed: { type: 'string' }, limit: { type: 'integer' } } };

/** The first fault of a template whose node `b`, after `a`, has this expression in `with`. */
function faultOf(expression: string, spec: Record<string, unknown> = { inputs, env: { REGION: 'eu' } }) {
  return faultsOf(wrapped({ with: { x: `\${{ ${expression} }}` } }, spec))[0];
}

describe('names', () => {
  it.each([
    ['inputs.fed', 'unknown-name', 'feed'],
    ['inputs["limt"]', 'unknown-name', 'limit'],
    ['has(inputs.fed)', 'unknown-name', 'feed'],
    ['env.REGON', 'unknown-name', 'REGION'],
    ['run.templat', 'unknown-name', 'template'],
    ['tasks.a.outputs', 'unknown-name', 'output'],
    ['tasks.aa.output', 'unknown-name', 'a'],
    ['inpts.feed', 'unknown-name', 'inputs'],
    ['a.output', 'unknown-name', 'tasks.a'],
    ['sise(inputs.feed)', 'unknown-name', 'size'],
    ['inputs.feed.startWith("x")', 'unknown-name', 'startsWith'],
    ['step_suceeded("a")', 'unknown-name', 'step_succeeded'],
    ['step_succeeded("aa")', 'unknown-name', 'a'],
    ['tasks.b.output', 'not-an-ancestor', undefined],
    ['tasks["step-3"].output', 'not-an-ancestor', undefined],
    ['step_failed("step-3")', 'not-an-ancestor', undefined],
    ['tasks[inputs.feed].output', 'expression-syntax', undefined],
    ['size(tasks)', 'expression-syntax', undefined],
    ['step_failed(inputs.feed)', 'expression-syntax', undefined],
    ['item.x', 'unknown-name', undefined],
    ['hash()', 'unknown-name', undefined],
    ['"a".hash()', 'unknown-name', undefined],
    ['has(1)', 'unknown-name', undefined],
    ['[1].map(1, 2)', 'unknown-name', undefined],
  ])('%s', (expression, code, suggestion) => {
    const fault = faultOf(expression);
    expect([fault?.code, fault?.suggestion]).toEqual([code, suggestion]);
  });

  it.each([
    'inputs.feed + string(inputs.limit)',
    'tasks.a.output.anything["x"][0].y',
    'tasks["a"].status == "failed" ? tasks.a.error.code : null',
    'trigger.what.ever',
    'run.id + run.template + string(run.version) + run.created_at',
    '[1, 2].map(tasks, tasks + 1).filter(x, x > 1).all(y, y in [2, 3])',
    'type(inputs.feed) == string',
    'now() - duration("1h") < timestamp("2026-01-01T00:00:00Z")',
    'strings.quote(inputs.feed)',
    'inputs[env.REGION]',
    'chunk(tasks.a.output.rows, 8, 0).map(v, {"key": v.id, "ingest_id": hash(v), "data": v})',
    '{"a": {"b": {"c": "}}"}}}',
    'inputs.feed.matches("^[a-z]+$") || step_succeeded("a")',
  ])('takes %s', (expression) => {
    expect(
      planOf(wrapped({ with: { x: `\${{ ${expression} }}` } }, { inputs, env: { REGION: 'eu' } })).nodes,
    ).toHaveLength(3);
  });

  it('E071 refuses names of the prototype where inputs are declared', () => {
    for (const expression of [
      'inputs.__proto__',
      'inputs["constructor"]',
      'env.toString',
      'tasks.constructor',
      'tasks.a.constructor',
      'run.valueOf',
    ])
      expect(faultOf(expression)?.code).toBe('unknown-name');
  });

  it.each([
    [{ type: 'object' }, true],
    [{ ...inputs, additionalProperties: true }, true],
    [{ ...inputs, additionalProperties: { type: 'string' } }, true],
    [{ ...inputs, patternProperties: { '^x': {} } }, true],
    [{ ...inputs, anyOf: [{ properties: { other: {} } }] }, true],
    [{ ...inputs, additionalProperties: false }, false],
    [inputs, false],
  ])('lets a schema that allows other inputs pass: %j', (schema, passes) => {
    const text = wrapped({ with: { x: '${{ inputs.other }}' } }, { inputs: schema });
    if (passes) expect(planOf(text).inputs).toEqual(schema);
    else expect(codesOf(text)).toEqual(['unknown-name /spec/nodes/1/with/x']);
  });

  it('answers a hyphen with brackets', () => {
    for (const expression of [
      'tasks.step-3.output',
      'tasks.step-3 == 1',
      '1 + tasks.step-3',
      'tasks.step-4.output',
    ])
      expect(faultOf(expression)).toMatchObject({
        mst: 'MST1303',
        suggestion: expression.includes('4') ? 'tasks["step-4"]' : 'tasks["step-3"]',
      });
  });
});

it('knows a subtraction from a hyphen', () => {
  expect(
    planOf(wrapped({ with: { x: '${{ tasks.a.output.n - 1 }} ${{ "tasks.step-3" }}' } })).nodes[1]?.reads,
  ).toEqual([0]);
});

describe('what is read', () => {
  it('is in the plan, once and in order', () => {
    const text = JSON.stringify({
      nodes: ['a', 'b', 'c', 'd'].map((id) => ({
        id, kind: 'task', ref: 'noop',
        ...(id === 'd' ? { when: 'step_succeeded("c")', with: [{ deep: 'x ${{ tasks.b.output }} ${{ tasks.a.output + tasks.b.output }}' }] } : {}),
      })),
      edges: [{ from: 'a', to: 'b' }, { from: 'b', to: 'c' }, { from: 'c', to: 'd', when: 'tasks.c.status == "x" && tasks.a.output.ok' }],
    }); // prettier-ignore
    const plan = planOf(text);
    expect(plan.nodes.map(({ reads }) => reads)).toEqual([[], [], [], [0, 1, 2]]);
    expect(plan.edges.map(({ reads }) => reads)).toEqual([[], [], [0, 2]]);
  });

  it('lets an edge see its source and what comes before, and nothing else', () => {
    const text = (when: string) =>
      JSON.stringify({
        nodes: ['a', 'b', 'c'].map((id) => ({ id, kind: 'task', ref: 'noop' })),
        edges: [
          { from: 'a', to: 'b' },
          { from: 'b', to: 'c', when },
        ],
      });
    expect(planOf(text('tasks.a.output && tasks.b.output')).edges[1]?.reads).toEqual([0, 1]);
    expect(codesOf(text('tasks.c.output'))).toEqual(['not-an-ancestor /edges/1/when']);
  });

  it('may be any task at the end of the run', () => {
    const plan = planOf(
      wrapped({}, { outputs: { x: '${{ tasks["step-3"].output }}' }, summary: '${{ tasks.b.status }}' }),
    );
    expect(plan.result_reads).toEqual([1, 2]);
  });

  it('agrees with reachability on random graphs', () => {
    const pairs = fc.uniqueArray(
      fc.tuple(fc.nat(69), fc.nat(69)).filter(([a, b]) => a < b),
      { selector: String, maxLength: 150 },
    );
    fc.assert(
      fc.property(pairs, fc.nat(69), fc.nat(69), (edges, reader, read) => {
        fc.pre(reader !== read);
        const text = JSON.stringify({
          nodes: Array.from({ length: 70 }, (_, n) => ({
            id: `n${n}`,
            kind: 'task',
            ref: 'noop',
            with: n === reader ? `\${{ tasks.n${read}.output }}` : {},
          })),
          edges: edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
        });
        const before = new Set([reader]);
        for (const [from, to] of [...edges].sort((a, b) => b[1] - a[1])) if (before.has(to)) before.add(from);
        if (before.has(read)) expect(planOf(text).nodes[reader]?.reads).toEqual([read]);
        else expect(codesOf(text)).toEqual([`not-an-ancestor /nodes/${reader}/with`]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('how expressions are written', () => {
  it.each([
    [{ with: { x: '${{ 1 + }}' } }, 'MST1301'],
    [{ with: { x: '${{ }}' } }, 'MST1301'],
    [{ with: { x: 'a ${{ inputs.x' } }, 'MST1310'],
    [{ with: { x: '${{ "}}" ' } }, 'MST1310'],
    [{ with: { '${{ 1 }}': 1 } }, 'MST1309'],
    [{ when: '${{ true }}' }, 'MST1307'],
    [{ when: true }, 'MST1103'],
    [{ when: '' }, 'MST1301'],
    [{ when: 'a b' }, 'MST1301'],
    [{ with: { x: '${{ google.protobuf.Timestamp{seconds: 1} }}' } }, 'MST1301'],
  ])('%j is %s', (b, mst) => {
    expect(faultsOf(wrapped(b)).map((fault) => fault.mst)).toEqual([mst]);
  });

  it('takes constants for constants', () => {
    expect(faultsOf(wrapped({}, { env: { X: ['${{ inputs.x }}'] } }))[0]).toMatchObject({
      mst: 'MST1309',
      pointer: '/spec/env/X/0',
    });
  });

  it('warns of braces that lack their $, where they hold one of our names', () => {
    expect(warningsOf(wrapped({ with: { x: 'see {{ inputs.feed }}', y: '{{ mustache }}' } }))).toEqual([
      expect.objectContaining({
        mst: 'MST1308',
        severity: 'warning',
        pointer: '/spec/nodes/1/with/x',
        suggestion: '${{ inputs.feed }}',
      }),
    ]);
  });

  it('puts a fault inside the expression', () => {
    const text = 'nodes:\n- id: a\n  kind: task\n  ref: x\n  with: { u: "see ${{ inputs.a + nope }}" }\n';
    expect(faultsOf(text)[0]?.span).toEqual({ line: 5, column: 34, length: 4 });
  });
});

it('E075 lets no secret reach an output', () => {
  expect(codesOf(wrapped({}, { outputs: { x: '${{ secrets.X }}' } }))).toEqual([
    'secret-in-output /spec/outputs/x',
  ]);
});

it('E076 refuses a string with 50,000 expressions by the name of the limit', () => {
  const [fault] = faultsOf(wrapped({ with: { x: '${{ 1 }} and more '.repeat(50_000) } }));
  expect(fault).toMatchObject({
    code: 'limit-exceeded',
    message: 'a string may hold at most 1000 expressions',
  });
});

it('refuses more than 20,000 expressions in a template', () => {
  const [fault, ...others] = faultsOf(wrapped({ with: Array.from({ length: 20_001 }, () => '${{ 1 }}') }));
  expect([fault?.code, fault?.message, others]).toEqual([
    'limit-exceeded',
    'a template may have at most 20000 expressions',
    [],
  ]);
});
