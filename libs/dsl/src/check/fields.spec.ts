import { plainMetadata, plainParts, plainRun } from '../plan-defaults';
import { codesOf, faultsOf, planOf, wrapped } from '../../test/faults';

const seed = `{ "nodes": [ { "id": "step1", "kind": "task", "ref": "llm_call" },
             { "id": "step2", "kind": "task", "ref": "graph_job" } ],
  "edges": [ { "from": "step1", "to": "step2" } ] }`;

it('compiles the bare graph of the seed, with the defaults of the system', () => {
  const plan = planOf(seed);
  expect(plan).toMatchObject({
    ...plainRun,
    schema: 2,
    top: 2,
    name: null,
    inputs: null,
    outputs: null,
    summary: null,
    env: {},
    openSinks: 1,
  });
  expect(plan.nodes[0]).toEqual({
    ...plainParts,
    id: 'step1',
    kind: 'task',
    ref: 'llm_call',
    with: {},
    when: null,
    join: 'all',
    on_error: 'fail',
    queue: 'default',
    retry: {
      max_attempts: 1,
      backoff: 'exponential',
      delay_ms: 1_000,
      max_delay_ms: 300_000,
      max_elapsed_ms: null,
      jitter: 'full',
      on: null,
      not_on: [],
    },
    timeout_ms: 3_600_000,
    reads: [],
    out: [0],
    in: [],
  });
  expect(plan.edges).toEqual([{ from: 0, to: 1, on: 'success', when: null, reads: [], case: false }]);
});

it('compiles the fields of templates and tasks', () => {
  const plan = planOf(`
apiVersion: maestro/v1
kind: Workflow
metadata: { name: kev-triage, description: "two\\nlines", owner: sec, tag: Monitor, labels: { team/name: blue } }
spec:
  inputs: { type: object, required: [feed], properties: { feed: { type: string, format: uri } } }
  env: { LIMIT: 3, NESTED: { a: [1] } }
  defaults: { retry: { max_attempts: 2, delay: 10s, on: [timeout] }, timeout: 5m, queue: bulk }
  nodes:
    - id: fetch
      kind: task
      ref: http
      with: { url: "\${{ inputs.feed }}" }
      retry: { max_attempts: 4, backoff: linear, max_delay: 1d, jitter: none, not_on: [http_4xx] }
    - { id: load, kind: task, ref: load, when: tasks.fetch.output.ok, timeout: 500ms, queue: fast, join: any, on_error: continue }
  edges:
    - { from: fetch, to: load, on: always, when: "tasks.fetch.status == 'succeeded'" }
  outputs: { rows: "\${{ tasks.load.output }}" }
  summary: "\${{ size(tasks.fetch.output) }} of \${{ env.LIMIT }}"
`);
  expect(plan.name).toBe('kev-triage');
  expect(plan.metadata).toEqual({
    ...plainMetadata,
    description: 'two\nlines',
    owner: 'sec',
    tag: 'Monitor',
    labels: { 'team/name': 'blue' },
  });
  expect(plan.env).toEqual({ LIMIT: 3, NESTED: { a: [1] } });
  expect(plan.nodes[0]).toMatchObject({
    retry: {
      max_attempts: 4,
      backoff: 'linear',
      delay_ms: 10_000,
      max_delay_ms: 86_400_000,
      jitter: 'none',
      on: ['timeout'],
      not_on: ['http_4xx'],
    },
    timeout_ms: 300_000,
    queue: 'bulk',
  });
  expect(plan.nodes[1]).toMatchObject({
    timeout_ms: 500,
    queue: 'fast',
    join: 'any',
    on_error: 'continue',
    reads: [0],
  });
  expect(plan.edges[0]).toMatchObject({ on: 'always', reads: [0] });
  expect(plan.result_reads).toEqual([0, 1]);
});

it('reports all faults at once, by position', () => {
  const text = `
apiVersion: maestro/v2
kind: Workflo
metadata: { name: Bad Name, tag: Monitr, labels: { a: 1 } }
spec:
  defaults: { timeout: soon }
  nodes:
    - { id: a, kind: mpa, ref: noop, retires: 2 }
    - { kind: task }
  edges: [ { from: a, to: b, on: sucess } ]
`;
  expect(codesOf(text)).toEqual([
    'unknown-version /apiVersion',
    'unknown-kind /kind',
    'invalid-name /metadata/name',
    'out-of-range /metadata/tag',
    'wrong-type /metadata/labels/a',
    'out-of-range /spec/defaults/timeout',
    'unknown-kind /spec/nodes/0/kind',
    'unknown-field /spec/nodes/0/retires',
    'missing-field /spec/nodes/1',
    'missing-field /spec/nodes/1',
    'unknown-node /spec/edges/0/to',
    'out-of-range /spec/edges/0/on',
  ]);
});

it('says of an unknown field what is known and what was meant', () => {
  const [fault] = faultsOf(wrapped({ retries: { max_attempts: 2 } }));
  expect(fault).toMatchObject({ mst: 'MST1101', suggestion: 'retry', pointer: '/spec/nodes/1/retries' });
  expect(fault?.help).toContain('id, kind, ref, with');
});

it.each(['budget', 'data_labels', 'artifacts'])('refuses the later field %s', (field) => {
  expect(codesOf(wrapped({ [field]: {} }))).toEqual([`unknown-field /spec/nodes/1/${field}`]);
});

it.each(['attestations', 'artifacts', 'observability'])('refuses the later field spec.%s', (field) => {
  expect(codesOf(wrapped({}, { [field]: {} }))).toEqual([`unknown-field /spec/${field}`]);
});

it('E059 names the kinds there are', () => {
  const [fault] = faultsOf(wrapped({ kind: 'taks' }));
  expect(fault).toMatchObject({
    mst: 'MST1007',
    code: 'unknown-kind',
    suggestion: 'task',
    help: 'allowed here: task, subflow, decision, map, loop, wait, signal, approval',
  });
  for (const kind of ['collect', 'Task', '__proto__', 'constructor'])
    expect(codesOf(wrapped({ kind }))).toEqual(['unknown-kind /spec/nodes/1/kind']);
});

describe('E058 ids', () => {
  it.each([
    '',
    'x'.repeat(65),
    'x'.repeat(300),
    'a/b',
    'a b',
    '1a',
    '-a',
    'ä',
    'a\u202Eb',
    '__proto__',
    'a.b',
  ])('refuses %j', (id) => {
    expect(codesOf(JSON.stringify({ nodes: [{ id, kind: 'task', ref: 'noop' }] }))).toEqual([
      'invalid-id /nodes/0/id',
    ]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'a-b_C9', 'x'.repeat(64)])(
    'takes %s',
    (id) => {
      const plan = planOf(
        JSON.stringify({
          nodes: [
            { id, kind: 'task', ref: 'noop' },
            { id: 'after', kind: 'task', ref: 'noop', with: { x: `\${{ tasks["${id}"].output }}` } },
          ],
          edges: [{ from: id, to: 'after' }],
        }),
      );
      expect(plan.nodes[1]?.reads).toEqual([0]);
    },
  );

  it('does not take a name of the prototype for a node', () => {
    expect(
      codesOf(
        '{"nodes": [{"id": "a", "kind": "task", "ref": "noop"}], "edges": [{"from": "constructor", "to": "a"}]}',
      ),
    ).toEqual(['unknown-node /edges/0/from']);
  });

  it('refuses an id given twice, and shows the first', () => {
    const [fault] = faultsOf('nodes:\n- {id: a, kind: task, ref: x}\n- {id: a, kind: task, ref: x}');
    expect(fault).toMatchObject({
      code: 'duplicate-id',
      span: { line: 3 },
      related: [{ span: { line: 2, column: 8 } }],
    });
  });
});

describe('E061 numbers and durations', () => {
  it.each([
    [{ retry: { max_attempts: -1 } }, 'out-of-range', 'max_attempts'],
    [{ retry: { max_attempts: 0 } }, 'out-of-range', 'max_attempts'],
    [{ retry: { max_attempts: 101 } }, 'out-of-range', 'max_attempts'],
    [{ retry: { max_attempts: 1e6 } }, 'out-of-range', 'max_attempts'],
    [{ retry: { max_attempts: 1.5 } }, 'out-of-range', 'max_attempts'],
    [{ retry: { max_attempts: true } }, 'wrong-type', 'max_attempts'],
    [{ retry: { delay: '0ms' } }, 'out-of-range', 'delay'],
    [{ retry: { delay: 0 } }, 'out-of-range', 'delay'],
    [{ retry: { delay: '10m', max_delay: '1m' } }, 'out-of-range', 'max_delay'],
    [{ retry: { on: ['timout'] } }, 'unknown-ref', 'on/0'],
    [{ retry: { on: 'timeout' } }, 'wrong-type', 'on'],
  ])('%j', (b, code, field) => {
    expect(codesOf(wrapped(b))).toEqual([`${code} /spec/nodes/1/retry/${field}`]);
  });

  it.each([
    '-5s',
    'soon',
    '',
    '5',
    '1.5h',
    '1h30m',
    '5 s',
    '5S',
    '3654d',
    '315619200001ms',
    '999999999999d',
    '1w',
    '0s',
    '+1s',
    '١s',
  ])('refuses the timeout %j', (timeout) => {
    expect(codesOf(wrapped({ timeout }))).toEqual(['out-of-range /spec/nodes/1/timeout']);
  });

  it.each([
    ['1ms', 1],
    ['2147483648ms', 2_147_483_648],
    ['2147483647ms', 2_147_483_647],
    ['366d', 31_622_400_000],
    ['3650d', 315_360_000_000],
    ['3653d', 315_619_200_000],
    ['315619200000ms', 315_619_200_000],
    ['90m', 5_400_000],
  ])('takes the timeout %s', (timeout, ms) => {
    expect(planOf(wrapped({ timeout })).nodes[1]?.timeout_ms).toBe(ms);
  });

  it('suggests the unit that a number lacks', () => {
    expect(faultsOf(wrapped({ timeout: -5 }))[0]).toMatchObject({ mst: 'MST1106', suggestion: '"-5s"' });
  });

  it('never caps a delay below itself by the default', () => {
    expect(planOf(wrapped({ retry: { delay: '10m' } })).nodes[1]?.retry).toMatchObject({
      delay_ms: 600_000,
      max_delay_ms: 600_000,
    });
  });
});

describe('E068 names', () => {
  it.each([
    'A',
    'a b',
    '',
    '.a',
    'a'.repeat(129),
    'a'.repeat(10_000),
    'kev\u202Egnp',
    '<img onerror=x>',
    'a\nb',
    'kév',
    'а',
  ])('refuses %j', (name) => {
    const text = JSON.stringify({
      apiVersion: 'maestro/v1',
      kind: 'Workflow',
      metadata: { name },
      spec: { nodes: [{ id: 'a', kind: 'task', ref: 'x' }] },
    });
    const [fault, ...others] = faultsOf(text);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code: 'invalid-name', pointer: '/metadata/name' });
    expect(fault?.message.length).toBeLessThan(200);
  });

  it('refuses controls and direction marks in texts for people', () => {
    const text = (description: string) =>
      JSON.stringify({
        apiVersion: 'maestro/v1',
        kind: 'Workflow',
        metadata: { description },
        spec: { nodes: [{ id: 'a', kind: 'task', ref: 'x' }] },
      });
    expect(codesOf(text('a\u202Eb'))).toEqual(['out-of-range /metadata/description']);
    expect(codesOf(text('a\u001B[2J'))).toEqual(['out-of-range /metadata/description']);
    expect(codesOf(text('x'.repeat(4_097)))).toEqual(['out-of-range /metadata/description']);
    expect(planOf(text('<b>two</b>\n\tlines')).metadata.description).toBe('<b>two</b>\n\tlines');
  });

  it('refuses names of queues and constants that are none', () => {
    expect(codesOf(wrapped({ queue: 'Fast Lane' }))).toEqual(['invalid-name /spec/nodes/1/queue']);
    expect(codesOf(wrapped({}, { env: { 'a-b': 1 } }))).toEqual(['invalid-name /spec/env/a-b']);
  });
});

it.each([
  'null',
  '[]',
  '"text"',
  '12',
  '{}',
  '{"edges": []}',
  '{"apiVersion": "maestro/v1"}',
  '{"nodes": null}',
  '{"nodes": {}}',
  '{"nodes": [1, null, "x", []]}',
  '',
])('has an answer for %s', (text) => {
  expect(codesOf(text).length).toBeGreaterThan(0);
});

it('has an answer where every value has the wrong type', () => {
  const b = {
    id: 1,
    kind: 2,
    ref: [],
    with: 'x',
    when: true,
    retry: [],
    timeout: {},
    queue: 5,
    join: null,
    on_error: false,
  };
  expect(
    codesOf(wrapped(b, { inputs: [], outputs: 1, summary: {}, env: 'x', defaults: 3 })).filter((code) =>
      code.startsWith('wrong-type'),
    ),
  ).toHaveLength(14);
});

it('refuses nodes beside the wrapper, and says where they belong', () => {
  expect(
    codesOf(
      '{"apiVersion": "maestro/v1", "kind": "Workflow", "nodes": [], "spec": {"nodes": [{"id": "a", "kind": "task", "ref": "x"}]}}',
    ),
  ).toEqual(['unknown-field /nodes']);
});
