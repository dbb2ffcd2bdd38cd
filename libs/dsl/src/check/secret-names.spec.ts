import { compile, compileDocument } from '../compile';
import { planOf, wrapped } from '../../test/faults';

const http = { input: {}, secrets: ['/url', '/headers'] };
const transform = { input: {} };
const handlers = new Map([
  ['http', http],
  ['transform', transform],
]);

/** The first fault of one task with this input. */
function faultOf(given: unknown, { spec = {}, node = {} }: { spec?: object; node?: object } = {}) {
  const inputs = { type: 'object', properties: { live: { type: 'boolean' }, name: { type: 'string' } } };
  const outcome = compile(wrapped({ with: given, ...node }, { inputs, ...spec }));
  return outcome.ok ? undefined : outcome.diagnostics[0];
}

describe('a secret', () => {
  it.each([
    'secrets.TOKEN',
    'secrets["TOKEN"]',
    '"Bearer " + secrets.TOKEN',
    'base64(secrets.USER + ":" + secrets.PASSWORD)',
    'inputs.live ? secrets.A : secrets.B',
  ])('may be handed on: %s', (expression) => {
    expect(faultOf({ x: `a \${{ ${expression} }} b` })).toBeUndefined();
  });

  it.each([
    ['secrets.TOKEN == "x"', 'secret-in-output'],
    ['size(secrets.TOKEN)', 'secret-in-output'],
    ['secrets.TOKEN.startsWith("a")', 'secret-in-output'],
    ['secrets.TOKEN ? 1 : 2', 'secret-in-output'],
    ['has(secrets.TOKEN)', 'secret-in-output'],
    ['hash(secrets.TOKEN)', 'secret-in-output'],
    ['json(secrets.TOKEN)', 'secret-in-output'],
    ['[secrets.TOKEN]', 'secret-in-output'],
    ['{"a": secrets.TOKEN}', 'secret-in-output'],
    ['[1].map(x, secrets.TOKEN)', 'secret-in-output'],
    ['secrets.TOKEN in ["a"]', 'secret-in-output'],
    ['secrets.TOKEN.field', 'secret-in-output'],
    ['base64(string(secrets.TOKEN))', 'secret-in-output'],
    ['secrets', 'unknown-secret'],
    ['secrets[inputs.name]', 'unknown-secret'],
    ['secrets["b/API_KEY"]', 'unknown-secret'],
    ['secrets["../x"]', 'unknown-secret'],
  ])('is refused as %s: %s', (expression, code) => {
    expect(faultOf({ x: `\${{ ${expression} }}` })?.code).toBe(code);
  });

  const stored: [string, object, object?][] = [
    ['when', { when: 'secrets.T == "x"' }],
    ['a key', { concurrency: { key: '${{ secrets.T }}', limit: 1 } }],
    ['a rate', { rate_limit: { key: '${{ secrets.T }}', limit: 1, per: '1s' } }],
    ['a cache', { cache: { key: '${{ secrets.T }}', ttl: '1s' } }],
    ['outputs', {}, { outputs: { x: '${{ secrets.T }}' } }],
    ['the summary', {}, { summary: '${{ secrets.T }}' }],
    ['the key of a run', {}, { concurrency: { key: '${{ secrets.T }}', limit: 1 } }],
  ];
  it.each(stored)('is refused in %s, with a position', (_, node, spec = {}) => {
    const fault = faultOf({}, { node, spec });
    expect(fault).toMatchObject({ code: 'secret-in-output', mst: 'MST1317' });
    expect(fault?.span.line).toBeGreaterThan(1);
  });

  it.each([
    [
      'map',
      { kind: 'map', over: '${{ [secrets.T] }}', body: { nodes: [{ id: 'x', kind: 'task', ref: 'noop' }] } },
    ],
    ['subflow', { kind: 'subflow', ref: 'other', with: { a: '${{ secrets.T }}' } }],
    ['approval', { kind: 'approval', with: { message: '${{ secrets.T }}', approvers: ['role:owner'] } }],
    ['signal', { kind: 'signal', with: { name: '${{ secrets.T }}' } }],
    ['wait', { kind: 'wait', for: '${{ secrets.T }}' }],
    ['decision', { kind: 'decision', cases: [{ when: 'secrets.T == "a"', to: 'b' }] }],
  ])('is refused in a %s', (_, node) => {
    const nodes = [
      { id: 'a', ...node },
      { id: 'b', kind: 'task', ref: 'noop' },
    ];
    const outcome = compileDocument({ nodes, edges: [] } as never);
    expect(outcome.ok ? [] : outcome.diagnostics.map(({ mst }) => mst)).toContain('MST1317');
  });
});

describe('declared secrets', () => {
  it('are those that the template may name, with what was meant', () => {
    const fault = faultOf({ x: '${{ secrets.TOKNE }}' }, { spec: { secrets: ['TOKEN'] } });
    expect(fault).toMatchObject({ code: 'unknown-secret', suggestion: 'TOKEN' });
  });

  it('of a node stand instead of those of the template', () => {
    const spec = { secrets: ['TOKEN'] };
    expect(faultOf({ x: '${{ secrets.OTHER }}' }, { spec, node: { secrets: ['OTHER'] } })).toBeUndefined();
    expect(faultOf({ x: '${{ secrets.TOKEN }}' }, { spec, node: { secrets: [] } })?.code).toBe(
      'unknown-secret',
    );
  });

  it('go into the plan with those that are named', () => {
    const plan = planOf(
      wrapped({ with: { x: '${{ secrets.B }} ${{ secrets.A }}' }, secrets: ['A', 'B', 'C'] }, {}),
    );
    expect(plan.secrets).toEqual(['A', 'B', 'C']);
    expect(plan.nodes.find(({ secrets }) => secrets.length > 0)?.secrets).toEqual(['A', 'B']);
  });

  it.each([[['a-b']], ['TOKEN'], [[1]]])('must be names: %p', (secrets) => {
    expect(faultOf({}, { spec: { secrets } })).toBeDefined();
  });
});

describe('the handler', () => {
  const compiled = (ref: string, given: object) =>
    compileDocument({ nodes: [{ id: 'a', kind: 'task', ref, with: given }], edges: [] } as never, {
      handlers,
    });

  it('says where it takes secrets', () => {
    expect(compiled('http', { url: 'x', headers: { Authorization: 'Bearer ${{ secrets.T }}' } }).ok).toBe(
      true,
    );
  });

  it.each([
    ['http', { url: 'x', method: '${{ secrets.T }}' }],
    ['http', { urls: '${{ secrets.T }}' }],
    ['transform', { value: '${{ secrets.T }}' }],
  ])('is given none elsewhere: %s %j', (ref, given) => {
    const outcome = compiled(ref, given);
    expect(outcome.ok ? [] : outcome.diagnostics).toMatchObject([
      { mst: 'MST1406', code: 'secret-in-output' },
    ]);
  });
});
