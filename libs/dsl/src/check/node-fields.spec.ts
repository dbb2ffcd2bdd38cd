import { codesOf, edges, faultsOf, planOf, spec, task } from '../../test/faults';
import type { JsonObject } from '../json';
import type { HandlerCatalog } from './handler-input';

const kinds: Record<string, Record<string, unknown>> = {
  task: { ref: 'noop' },
  subflow: { ref: 'other' },
  decision: { cases: [{ when: 'true', to: 'z' }] },
  map: { over: [1], body: { nodes: [task('inner')] } },
  loop: { until: 'true', body: { nodes: [task('inner')] } },
  wait: { for: '1s' },
  signal: { with: { name: 'go' } },
  approval: { with: { message: 'ok?', approvers: ['role:operator'] } },
};

const nodeOf = (kind: string, more: Record<string, unknown>, fields: Record<string, unknown> = {}) =>
  planOf(spec({ ...fields, nodes: [{ id: 'x', kind, ...kinds[kind], ...more }, task('z')] })).nodes[0];
const refusals = (kind: string, more: Record<string, unknown>) =>
  codesOf(spec({ nodes: [{ id: 'x', kind, ...kinds[kind], ...more }, task('z')] })).map((code) =>
    code.replace('/spec/nodes/0', ''),
  );

it.each(Object.keys(kinds))('a %s takes what every node has', (kind) => {
  const common = {
    when: 'inputs.go',
    join: 'any',
    on_error: 'continue',
    queue: 'fast',
    labels: { team: 'a' },
  };
  expect(nodeOf(kind, common)).toMatchObject({ ...common, kind, id: 'x', light: true, body: null });
});

const special: [string, unknown, string[]][] = [
  ['retry', { max_attempts: 2 }, ['task', 'subflow']],
  ['timeout', '1m', ['task']],
  ['start_timeout', '1m', ['task', 'subflow']],
  ['heartbeat_timeout', '1m', ['task']],
  ['concurrency', { key: 'k', limit: 1 }, ['task', 'subflow']],
  ['rate_limit', { limit: 1, per: '1s' }, ['task', 'subflow']],
  ['cache', { key: 'k', ttl: '1h' }, ['task']],
  ['compensate', { ref: 'undo' }, ['task', 'subflow', 'map', 'loop']],
];
it.each(special)(
  '%s is for some kinds, and refused for the others by their names',
  (field, value, takers) => {
    for (const kind of Object.keys(kinds)) {
      if (takers.includes(kind)) expect(nodeOf(kind, { [field]: value })?.kind).toBe(kind);
      else {
        expect(refusals(kind, { [field]: value })).toEqual([`unknown-field /${field}`]);
        const [fault] = faultsOf(
          spec({ nodes: [{ id: 'x', kind, ...kinds[kind], [field]: value }, task('z')] }),
        );
        expect(fault?.message).toMatch(
          new RegExp(`^an? ${kind} has no "${field}"; that is for: ${takers.join(', ')}$`),
        );
      }
    }
  },
);

describe('limits of attempts', () => {
  it('are in the plan, and such a node is not light', () => {
    expect(
      nodeOf('task', {
        timeout: '3653d',
        start_timeout: '2147483648ms',
        heartbeat_timeout: '30s',
        retry: { max_attempts: 3, max_elapsed: '3650d' },
        concurrency: { key: 'customer-${{ inputs.id }}', limit: 100_000 },
        rate_limit: { key: 'mail', limit: 10, per: '1m' },
        cache: { key: '${{ hash(inputs) }}', ttl: '1d' },
      }),
    ).toMatchObject({
      timeout_ms: 315_619_200_000,
      start_timeout_ms: 2_147_483_648,
      heartbeat_timeout_ms: 30_000,
      retry: { max_elapsed_ms: 315_360_000_000 },
      concurrency: { key: 'customer-${{ inputs.id }}', limit: 100_000 },
      rate_limit: { key: 'mail', limit: 10, per_ms: 60_000 },
      cache: { key: '${{ hash(inputs) }}', ttl_ms: 86_400_000 },
      light: false,
    });
    expect(nodeOf('task', { concurrency: { key: 'k', limit: 1 } })?.light).toBe(false);
    expect(nodeOf('task', { rate_limit: { limit: 1, per: '1s' } })).toMatchObject({
      light: false,
      rate_limit: { key: 'noop', limit: 1, per_ms: 1_000 },
    });
    expect(nodeOf('task', { cache: { key: 'k', ttl: '1s' } })?.light).toBe(true);
  });

  it('read what their keys name', () => {
    const key = (field: string, more: Record<string, unknown>) => ({ [field]: { key: '${{ tasks.a.output.k }}', ...more } }); // prettier-ignore
    for (const limit of [
      key('concurrency', { limit: 1 }),
      key('rate_limit', { limit: 1, per: '1s' }),
      key('cache', { ttl: '1s' }),
    ]) {
      const plan = planOf(spec({ nodes: [task('a'), task('b', limit)], edges: edges('a>b') }));
      expect(plan.nodes[1]?.reads).toEqual([0]);
      const field = Object.keys(limit)[0] ?? '';
      expect(codesOf(spec({ nodes: [task('a'), task('b', limit)] }))).toEqual([
        `not-an-ancestor /spec/nodes/1/${field}/key`,
      ]);
    }
  });

  it.each([
    [{ concurrency: { limit: 1 } }, 'missing-field /concurrency'],
    [{ concurrency: { key: 'k' } }, 'missing-field /concurrency'],
    [{ concurrency: { key: 'k', limit: 0 } }, 'out-of-range /concurrency/limit'],
    [{ concurrency: { key: 'k', limit: 100_001 } }, 'out-of-range /concurrency/limit'],
    [{ concurrency: { key: '', limit: 1 } }, 'out-of-range /concurrency/key'],
    [{ concurrency: { key: 'x'.repeat(256), limit: 1 } }, 'out-of-range /concurrency/key'],
    [{ concurrency: { key: 'x'.repeat(10_240), limit: 1 } }, 'out-of-range /concurrency/key'],
    [{ concurrency: { key: 'a\u0007b', limit: 1 } }, 'out-of-range /concurrency/key'],
    [{ concurrency: { key: 5, limit: 1 } }, 'wrong-type /concurrency/key'],
    [{ concurrency: { key: 'inputs.customer', limit: 1 } }, 'expression-syntax /concurrency/key'],
    [{ concurrency: { key: 'k', limit: 1, on_busy: 'skip' } }, 'unknown-field /concurrency/on_busy'],
    [{ concurrency: 3 }, 'wrong-type /concurrency'],
    [{ rate_limit: { limit: 0, per: '1s' } }, 'out-of-range /rate_limit/limit'],
    [{ rate_limit: { limit: 1, per: '0s' } }, 'out-of-range /rate_limit/per'],
    [{ rate_limit: { limit: 1 } }, 'missing-field /rate_limit'],
    [{ cache: { key: 'k' } }, 'missing-field /cache'],
    [{ cache: { key: 'k', ttl: '3654d' } }, 'out-of-range /cache/ttl'],
    [{ retry: { max_elapsed: '0s' } }, 'out-of-range /retry/max_elapsed'],
    [{ start_timeout: 'never' }, 'out-of-range /start_timeout'],
    [{ heartbeat_timeout: 5 }, 'out-of-range /heartbeat_timeout'],
    [{ labels: { 'a b': 'x' } }, 'invalid-name /labels/a b'],
    [{ labels: [] }, 'wrong-type /labels'],
  ])('%j is refused', (more, expected) => expect(refusals('task', more)).toEqual([expected]));

  it('suggests the braces that a key lacks, and takes a key of 255 characters', () => {
    const at = (key: string) => spec({ nodes: [task('a', { concurrency: { key, limit: 1 } })] });
    expect(faultsOf(at('inputs.customer'))[0]).toMatchObject({
      mst: 'MST1312',
      suggestion: '${{ inputs.customer }}',
    });
    expect(planOf(at('x'.repeat(255))).nodes[0]?.concurrency?.key).toHaveLength(255);
  });
});

describe('defaults', () => {
  const defaults = {
    retry: { max_attempts: 5, max_elapsed: '1h' },
    timeout: '2m',
    start_timeout: '3m',
    heartbeat_timeout: '10s',
    queue: 'bulk',
  };

  it('hold for tasks, their compensations and on_failure', () => {
    const compensated = task('x', { compensate: { ref: 'undo' } });
    const plan = planOf(spec({ defaults, nodes: [compensated], on_failure: { ref: 'tell' } }));
    const policy = {
      retry: { max_attempts: 5, max_elapsed_ms: 3_600_000 },
      timeout_ms: 120_000,
      queue: 'bulk',
    };
    expect(plan.nodes).toMatchObject([
      { ...policy, start_timeout_ms: 180_000, heartbeat_timeout_ms: 10_000 },
      { ...policy, start_timeout_ms: null, heartbeat_timeout_ms: null },
      { ...policy, start_timeout_ms: null, heartbeat_timeout_ms: null },
    ]);
  });

  it('leave alone what a kind cannot say of itself', () => {
    for (const kind of ['decision', 'map', 'loop', 'wait', 'signal', 'approval'])
      expect(nodeOf(kind, {}, { defaults })).toMatchObject({
        retry: { max_attempts: 1, max_elapsed_ms: null },
        timeout_ms: 3_600_000,
        start_timeout_ms: null,
        heartbeat_timeout_ms: null,
        queue: 'bulk',
      });
  });
});

describe('compensate', () => {
  const handlers: HandlerCatalog = new Map<string, { input: JsonObject }>([
    ['noop', { input: { type: 'object' } }],
    ['undo', { input: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } }],
  ]);
  const text = (given: unknown, ref = 'undo') =>
    spec({ nodes: [task('a'), task('b', { compensate: { ref, with: given } }), task('c')], edges: edges('a>b', 'b>c') }); // prettier-ignore

  it('reads what it undoes and what that may read', () => {
    const plan = planOf(text({ id: '${{ tasks.b.output.id }} ${{ tasks.a.output.id }}' }), { handlers });
    expect(plan.nodes[3]).toMatchObject({
      id: 'b.compensate',
      kind: 'task',
      ref: 'undo',
      reads: [0, 1],
      compensates: 1,
      compensate: null,
      body: null,
    });
    expect(plan.nodes[1]?.compensate).toBe(3);
    expect([plan.top, plan.openSinks]).toEqual([3, 1]);
  });

  it('sees the names of its body', () => {
    const given = { id: '${{ item.id }}-${{ index }}-${{ tasks.t.output }}' };
    const body = { nodes: [task('t', { compensate: { ref: 'undo', with: given } })] };
    expect(planOf(spec({ nodes: [{ id: 'm', kind: 'map', over: [1], body }] })).nodes[2]?.reads).toEqual([1]);
  });

  it.each([
    [{ id: '${{ tasks.c.output }}' }, 'undo', 'not-an-ancestor /spec/nodes/1/compensate/with/id'],
    [{ id: '${{ item }}' }, 'undo', 'unknown-name /spec/nodes/1/compensate/with/id'],
    [{}, 'undo', 'missing-field /spec/nodes/1/compensate/with'],
    [{}, 'undoo', 'unknown-handler /spec/nodes/1/compensate/ref'],
  ])('%j to %s is refused', (given, ref, expected) => {
    expect(codesOf(text(given, ref), { handlers })).toEqual([expected]);
  });

  it.each([
    [{}, 'missing-field /compensate'],
    ['undo', 'wrong-type /compensate'],
    [{ ref: 'undo', kind: 'task' }, 'unknown-field /compensate/kind'],
    [{ ref: 'undo', compensate: {} }, 'unknown-field /compensate/compensate'],
    [{ ref: 5 }, 'wrong-type /compensate/ref'],
  ])('%j is refused', (compensate, expected) => expect(refusals('task', { compensate })).toEqual([expected]));

  it('cannot be named', () => {
    expect(codesOf(spec({ nodes: [task('a', { compensate: { ref: 'undo' } })], outputs: { x: '${{ tasks["a.compensate"].output }}' } }))).toEqual(['unknown-name /spec/outputs/x']); // prettier-ignore
  });
});
