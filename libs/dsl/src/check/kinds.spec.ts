import { plainParts } from '../plan-defaults';
import { codesOf, edges, faultsOf, planOf, spec, task, warningsOf } from '../../test/faults';

/** Faults of a template with the node `x` of this kind, as `code pointer` from the node on. */
function refusals(fields: Record<string, unknown>, more: Record<string, unknown> = {}): string[] {
  const text = spec({ nodes: [{ id: 'x', ...fields }, task('y')], edges: edges('x>y'), ...more });
  return codesOf(text).map((code) => code.replace('/spec/nodes/0', ''));
}

function nodeOf(fields: Record<string, unknown>) {
  return planOf(spec({ nodes: [{ id: 'x', ...fields }, task('y')], edges: edges('x>y') })).nodes[0];
}

describe('subflow', () => {
  it.each([
    ['billing', 'billing', null],
    ['billing@latest', 'billing', null],
    ['billing@3', 'billing', 3],
    ['a.b-c@120', 'a.b-c', 120],
  ])('%s', (ref, name, version) => {
    expect(nodeOf({ kind: 'subflow', ref, with: { id: '${{ inputs.id }}' } })).toMatchObject({
      kind: 'subflow',
      ref: name,
      subflow: { version },
      with: { id: '${{ inputs.id }}' },
      light: true,
    });
  });

  it.each(['billing@', 'billing@0', 'billing@01', 'billing@new', 'Billing', 'billing@3@4', '@3'])(
    'refuses the name %s',
    (ref) => expect(refusals({ kind: 'subflow', ref })).toEqual(['invalid-name /ref']),
  );

  it('takes inputs as an object, or one expression for all of them', () => {
    expect(nodeOf({ kind: 'subflow', ref: 'a', with: '${{ inputs }}' })?.with).toBe('${{ inputs }}');
    for (const given of [5, 'text', ['x']])
      expect(refusals({ kind: 'subflow', ref: 'a', with: given })).toEqual(['wrong-type /with']);
  });

  it('E063: refuses a template that calls itself, where it does so', () => {
    const text = (name: string) =>
      spec(
        {
          nodes: [
            task('a'),
            { id: 'm', kind: 'map', over: [1], body: { nodes: [{ id: 'x', kind: 'subflow', ref: 'me@3' }] } },
          ],
        },
        { name },
      );
    expect(faultsOf(text('me'))).toEqual([
      expect.objectContaining({
        code: 'recursive-ref',
        mst: 'MST1211',
        pointer: '/spec/nodes/1/body/nodes/0/ref',
      }),
    ]);
    expect(planOf(text('other')).nodes).toHaveLength(3);
  });

  it('is no handler to the catalog', () => {
    const text = spec({ nodes: [{ id: 'x', kind: 'subflow', ref: 'unheard' }] });
    expect(planOf(text, { handlers: new Map() }).nodes).toHaveLength(1);
  });
});

describe('decision', () => {
  const route = { id: 'd', kind: 'decision', cases: [{ when: 'inputs.n > 5', to: 'b' }, { when: 'tasks.a.output.ok', to: 'c' }], default: 'e' }; // prettier-ignore
  const nodes = [task('a'), route, task('b'), task('c'), task('e')];

  it('makes an edge to each target, after those that are written', () => {
    const plan = planOf(spec({ nodes, edges: edges('a>d') }));
    expect(plan.nodes[1]).toMatchObject({
      kind: 'decision',
      ref: 'decision',
      reads: [0],
      decision: {
        cases: [
          { when: 'inputs.n > 5', to: 2 },
          { when: 'tasks.a.output.ok', to: 3 },
        ],
        default: 4,
      },
      out: [1, 2, 3],
    });
    expect(plan.edges.map(({ from, to, on, case: isCase }) => [from, to, on, isCase])).toEqual([
      [0, 1, 'success', false],
      [1, 2, 'success', true],
      [1, 3, 'success', true],
      [1, 4, 'success', true],
    ]);
    expect(plan.openSinks).toBe(3);
  });

  it('takes a written edge to a target for that very edge, and keeps its condition', () => {
    const written = [
      { from: 'd', to: 'c', when: 'tasks.d.output.sure' },
      { from: 'd', to: 'a', on: 'failure' },
      { from: 'd', to: 'b', on: 'always' },
    ];
    const plan = planOf(spec({ nodes, edges: written }).replace('tasks.a.output.ok', 'true'));
    expect(plan.edges.map(({ to, on, when, case: isCase }) => [to, on, when, isCase])).toEqual([
      [3, 'success', 'tasks.d.output.sure', true],
      [0, 'failure', null, false],
      [2, 'always', null, false],
      [2, 'success', null, true],
      [4, 'success', null, true],
    ]);
  });

  it('makes one edge where several cases have one target, and none without a default', () => {
    const d = {
      id: 'd',
      kind: 'decision',
      cases: [
        { when: 'true', to: 'b' },
        { when: 'false', to: 'b' },
      ],
    };
    const plan = planOf(spec({ nodes: [d, task('b')] }));
    expect(plan.edges).toHaveLength(1);
    expect(plan.nodes[0]?.decision?.default).toBeNull();
  });

  it('refuses a success edge to what is no target', () => {
    const [fault, ...others] = faultsOf(
      spec({ nodes, edges: edges('a>d', 'd>b', 'd>x1').concat(edges('d>a')) }),
    );
    expect(fault).toMatchObject({ code: 'not-a-case', mst: 'MST1209', pointer: '/spec/edges/2/to' });
    expect(others.map(({ code }) => code)).toContain('not-a-case');
    expect(fault?.message).toBe('"d" is a decision and "x1" none of its targets');
  });

  it('finds cycles and duplicates among these edges, too', () => {
    const back = { id: 'd', kind: 'decision', cases: [{ when: 'true', to: 'a' }] };
    expect(codesOf(spec({ nodes: [task('a'), back], edges: edges('a>d') }))).toEqual([
      'cycle /spec/nodes/1/cases/0/to',
    ]);
    expect(codesOf(spec({ nodes, edges: edges('a>d', 'd>b', 'd>b') }))).toEqual([
      'duplicate-edge /spec/edges/2',
    ]);
    const self = { id: 'd', kind: 'decision', cases: [{ when: 'true', to: 'd' }] };
    expect(codesOf(spec({ nodes: [self] }))).toEqual(['cycle /spec/nodes/0/cases/0/to']);
  });

  it.each([
    [{}, ['missing-field ']],
    [{ cases: [] }, ['out-of-range /cases']],
    [{ cases: {} }, ['wrong-type /cases']],
    [{ cases: [{ to: 'y' }] }, ['missing-field /cases/0']],
    [{ cases: [{ when: 'true' }] }, ['missing-field /cases/0']],
    [{ cases: [{ when: 'true', to: 'y', then: 1 }] }, ['unknown-field /cases/0/then']],
    [{ cases: [{ when: true, to: 'y' }] }, ['wrong-type /cases/0/when']],
    [{ cases: [{ when: '${{ true }}', to: 'y' }] }, ['expression-syntax /cases/0/when']],
    [{ cases: [{ when: 'true', to: 'y' }], default: 5 }, ['wrong-type /default']],
    [{ cases: Array.from({ length: 101 }, () => ({ when: 'true', to: 'y' })) }, ['limit-exceeded /cases']],
    [{ cases: [{ when: 'true', to: 'y' }], ref: 'noop' }, ['unknown-field /ref']],
  ])('%j is refused', (fields, expected) => {
    expect(refusals({ kind: 'decision', ...fields }, { edges: [] })).toEqual(expected);
  });

  it('suggests the target that was meant', () => {
    const d = { id: 'd', kind: 'decision', cases: [{ when: 'true', to: 'stoer' }] };
    expect(faultsOf(spec({ nodes: [d, task('store')] }))).toEqual([
      expect.objectContaining({
        code: 'unknown-node',
        suggestion: 'store',
        pointer: '/spec/nodes/0/cases/0/to',
      }),
    ]);
  });
});

describe('wait', () => {
  it.each([
    [{ for: '10m' }, { for: '10m', until: null }],
    [{ for: '3650d' }, { for: '3650d', until: null }],
    [{ for: '2147483648ms' }, { for: '2147483648ms', until: null }],
    [{ for: '${{ inputs.minutes }}m' }, { for: '${{ inputs.minutes }}m', until: null }],
    [{ until: '2036-02-29T09:00:00+01:00' }, { for: null, until: '2036-02-29T09:00:00+01:00' }],
    [{ until: '${{ inputs.at }}' }, { for: null, until: '${{ inputs.at }}' }],
  ])('%j', (fields, wait) => {
    expect(nodeOf({ kind: 'wait', ...fields })).toMatchObject({ kind: 'wait', ref: 'wait', wait, with: {} });
  });

  it.each([
    [{}, ['missing-field /kind']],
    [{ for: '1m', until: '2026-01-02T03:04:05Z' }, ['conflicting-fields /until']],
    [{ for: 'soon' }, ['out-of-range /for']],
    [{ for: '0s' }, ['out-of-range /for']],
    [{ for: '3654d' }, ['out-of-range /for']],
    [{ for: 60 }, ['out-of-range /for']],
    [{ for: '${{ inputs.' }, ['expression-syntax /for']],
    [{ for: '${{ tasks.y.output }}' }, ['not-an-ancestor /for']],
    [{ until: 'tomorrow' }, ['out-of-range /until']],
    [{ until: '2026-02-30T00:00:00Z' }, ['out-of-range /until']],
    [{ until: '2026-01-02T24:00:00Z' }, ['out-of-range /until']],
    [{ until: '2026-01-02T03:04:05' }, ['out-of-range /until']],
    [{ until: '2026-01-02' }, ['out-of-range /until']],
    [{ until: 5 }, ['wrong-type /until']],
    [{ for: '1m', heartbeat_timeout: '1s' }, ['unknown-field /heartbeat_timeout']],
    [{ for: '1m', timeout: '1s' }, ['unknown-field /timeout']],
    [{ for: '1m', with: {} }, ['unknown-field /with']],
  ])('%j is refused', (fields, expected) => {
    expect(refusals({ kind: 'wait', ...fields })).toEqual(expected);
  });
});

describe('signal', () => {
  it('has a name, and may have a time limit', () => {
    expect(nodeOf({ kind: 'signal', with: { name: 'paid' } })).toMatchObject({
      ref: 'signal',
      with: {},
      signal: { name: 'paid', timeout_ms: null, on_timeout: 'fail' },
    });
    const given = { name: 'paid-${{ inputs.order }}', timeout: '3653d', on_timeout: 'continue' };
    expect(nodeOf({ kind: 'signal', with: given })?.signal).toEqual({
      name: 'paid-${{ inputs.order }}',
      timeout_ms: 315_619_200_000,
      on_timeout: 'continue',
    });
  });

  it.each([
    [undefined, ['missing-field ']],
    [{}, ['missing-field /with']],
    ['paid', ['wrong-type /with']],
    [{ name: '' }, ['out-of-range /with/name']],
    [{ name: 'x'.repeat(256) }, ['out-of-range /with/name']],
    [{ name: 5 }, ['wrong-type /with/name']],
    [{ name: 'inputs.order' }, ['expression-syntax /with/name']],
    [{ name: '${{ inputs. }}' }, ['expression-syntax /with/name']],
    [{ name: 'a', timeout: '-1s' }, ['out-of-range /with/timeout']],
    [{ name: 'a', timeout: '1h', on_timeout: 'reject' }, ['out-of-range /with/on_timeout']],
    [{ name: 'a', on_timeout: 'continue' }, ['missing-field /with/on_timeout']],
    [{ name: 'a', payload: 1 }, ['unknown-field /with/payload']],
  ])('%j is refused', (given, expected) => {
    expect(refusals({ kind: 'signal', ...(given === undefined ? {} : { with: given }) })).toEqual(expected);
  });
});

describe('approval', () => {
  const asked = { message: 'Page?', approvers: ['role:operator'] };

  it('asks once, and silence rejects', () => {
    expect(nodeOf({ kind: 'approval', with: asked })).toMatchObject({
      ref: 'approval',
      with: {},
      approval: { ...asked, quorum: 1, timeout_ms: null, on_timeout: 'reject', covers: [] },
    });
    const given = {
      message: 'Page ${{ inputs.who }}?',
      approvers: ['key:ops', 'user:ann@example.org', 'role:admin', 'key:ops'],
      quorum: 20,
      timeout: '1h',
      on_timeout: 'approve',
    };
    expect(nodeOf({ kind: 'approval', with: given })?.approval).toEqual({
      message: given.message,
      approvers: ['key:ops', 'user:ann@example.org', 'role:admin'],
      quorum: 20,
      timeout_ms: 3_600_000,
      on_timeout: 'approve',
      covers: [],
    });
  });

  it.each([
    [{ approvers: asked.approvers }, ['missing-field /with']],
    [{ message: 'x' }, ['missing-field /with']],
    [{ ...asked, message: 5 }, ['wrong-type /with/message']],
    [{ ...asked, message: '${{ nope }}' }, ['unknown-name /with/message']],
    [{ ...asked, approvers: [] }, ['out-of-range /with/approvers']],
    [{ ...asked, approvers: 'role:operator' }, ['wrong-type /with/approvers']],
    [{ ...asked, approvers: ['operator'] }, ['invalid-name /with/approvers/0']],
    [{ ...asked, approvers: ['role:'] }, ['invalid-name /with/approvers/0']],
    [{ ...asked, approvers: ['team:ops'] }, ['invalid-name /with/approvers/0']],
    [{ ...asked, approvers: ['role:${{ inputs.r }}'] }, ['invalid-name /with/approvers/0']],
    [
      { ...asked, approvers: Array.from({ length: 51 }, (_, n) => `key:k${n}`) },
      ['limit-exceeded /with/approvers'],
    ],
    [{ ...asked, quorum: 0 }, ['out-of-range /with/quorum']],
    [{ ...asked, quorum: 21 }, ['out-of-range /with/quorum']],
    [{ ...asked, approvers: ['key:a', 'key:a'], quorum: 2 }, ['out-of-range /with/quorum']],
    [{ ...asked, on_timeout: 'approve' }, ['missing-field /with/on_timeout']],
    [{ ...asked, timeout: '1h', on_timeout: 'continue' }, ['out-of-range /with/on_timeout']],
    [{ ...asked, deadline: '1h' }, ['unknown-field /with/deadline']],
  ])('%j is refused', (given, expected) => {
    expect(refusals({ kind: 'approval', with: given })).toEqual(expected);
  });

  it('says for which kinds a field is', () => {
    const node = { id: 'x', kind: 'approval', with: asked, cache: { key: 'k', ttl: '1h' } };
    expect(faultsOf(spec({ nodes: [node] }))).toEqual([
      expect.objectContaining({
        mst: 'MST1113',
        code: 'unknown-field',
        pointer: '/spec/nodes/0/cache',
        message: 'an approval has no "cache"; that is for: task',
        span: { line: 15, column: 9, length: 7 },
      }),
    ]);
  });

  describe('what it covers', () => {
    const ask = (covers: unknown) => ({ id: 'ask', kind: 'approval', with: asked, covers });
    const nodes = (covers: unknown, given: unknown = {}) => [
      task('a'),
      ask(covers),
      task('b'),
      task('c', { with: given }),
      { id: 'w', kind: 'wait', for: '1s' },
    ];
    const arrows = edges('a>ask', 'ask>b', 'b>c', 'c>w');

    it('is in the plan, once and in order', () => {
      const text = spec({ nodes: nodes(['c', 'b', 'c'], '${{ tasks.a.output }}'), edges: arrows });
      expect(planOf(text).nodes[1]?.approval?.covers).toEqual([2, 3]);
    });

    it.each([
      [['a'], {}, ['not-a-descendant /spec/nodes/1/covers/0']],
      [['ask'], {}, ['not-a-descendant /spec/nodes/1/covers/0']],
      [['bb'], {}, ['unknown-node /spec/nodes/1/covers/0']],
      [['w'], {}, ['out-of-range /spec/nodes/1/covers/0']],
      [[5], {}, ['wrong-type /spec/nodes/1/covers/0']],
      ['b', {}, ['wrong-type /spec/nodes/1/covers']],
      [['c'], { x: '${{ tasks.b.output }}' }, ['not-an-ancestor /spec/nodes/3/with/x']],
      [['c'], { x: '${{ tasks.ask.output }}' }, ['not-an-ancestor /spec/nodes/3/with/x']],
    ])('%j with %j is refused', (covers, given, expected) => {
      expect(codesOf(spec({ nodes: nodes(covers, given), edges: arrows }))).toEqual(expected);
    });

    it('leaves the condition of the covered node alone', () => {
      const after = { ...task('b'), when: 'tasks.ask.output.ok', with: '${{ tasks.a.output }}' };
      const plan = planOf(spec({ nodes: [task('a'), ask(['b']), after], edges: edges('a>ask', 'ask>b') }));
      expect(plan.nodes[2]?.reads).toEqual([0, 1]);
    });
  });
});

it('gives a plain task nothing of other kinds', () => {
  expect(nodeOf({ kind: 'task', ref: 'noop' })).toMatchObject(plainParts);
});

it('warns of names of bodies whose $ was forgotten', () => {
  const node = {
    id: 'm',
    kind: 'map',
    over: [1],
    body: { nodes: [task('t', { with: 'see {{ item.x }}' })] },
  };
  expect(warningsOf(spec({ nodes: [node] }))).toEqual([
    expect.objectContaining({ mst: 'MST1308', pointer: '/spec/nodes/0/body/nodes/0/with' }),
  ]);
});
