import { install, type Installation } from '@maestro/testing';

/**
 * What attackers and accidents send, against the whole installation: each is answered with its documented problem
 * within a second, by the same process as before, and leaves nothing behind.
 */
let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ worker: 0, scheduler: 0 });
}, 60_000);
afterAll(() => maestro?.stop());

interface Attack {
  name: string;
  method?: string;
  path?: string;
  type?: string;
  body?: string;
  /** Sent instead of the key that works; empty for none. */
  key?: string;
  status: number | number[];
  /** The problem's code, or several of which it must be one. */
  code: string | string[];
  /** A code that must be among the faults it lists. */
  fault?: string;
}

const graph = (nodes: unknown[], edges: unknown[] = []) =>
  JSON.stringify({ name: 'bad', definition: { nodes, edges } });
const task = (id: string, more: object = {}) => ({ id, kind: 'task', ref: 'noop', ...more });
const yaml = (
  name: string,
  body: string,
  code: string | string[],
  status: number | number[] = [400, 422],
): Attack => ({
  name,
  type: 'application/yaml',
  body,
  status,
  code,
});
const template = (name: string, body: string, nested: string): Attack => ({
  name,
  body,
  status: 422,
  code: 'template-invalid',
  fault: nested,
});
const tenBillion = Array.from(
  { length: 9 },
  (_, i) => `b${i + 1}: &b${i + 1} [${Array(9).fill(`*b${i}`).join(', ')}]`,
);

const attacks: Attack[] = [
  // Documents
  yaml('E051 2.7 KB of nested brackets', '['.repeat(1_331) + ']'.repeat(1_331), 'too-deep'),
  yaml('E051 20,000 brackets that never close', '['.repeat(20_000), 'too-deep'),
  yaml(
    'E051 5,000 nested block maps',
    Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    'too-deep',
  ),
  yaml('E052 billion laughs', `b0: &b0 lol\n${tenBillion.join('\n')}`, [
    'too-many-aliases',
    'template-invalid',
    'unknown-field',
  ]),
  yaml('E052 101 aliases', `a: &a 1\nb: [${Array(101).fill('*a').join(', ')}]`, 'too-many-aliases'),
  yaml('E053 a tag that asks for a function', 'nodes: !!js/function "function(){}"', 'unsupported-tag'),
  yaml('E054 a merge of a prototype', 'x: &x { __proto__: { admin: true } }\nnodes: []\n<<: *x', [
    'template-invalid',
    'unknown-field',
  ]),
  yaml('E055 two documents', 'nodes: []\n---\nnodes: []', 'malformed-yaml'),
  yaml('E055 a key twice', 'nodes: []\nnodes: []', ['duplicate-key', 'template-invalid']),
  yaml(
    'E056 300 KiB of YAML',
    `nodes: []\n# ${'x'.repeat(300 * 1024)}`,
    ['payload-too-large', 'limit-exceeded'],
    [413, 422],
  ),
  {
    name: 'E035 50 MB of JSON',
    body: `"${'x'.repeat(50 * 1024 * 1024)}"`,
    status: 413,
    code: 'payload-too-large',
  },
  {
    name: 'E038 JSON that breaks off',
    body: '{"definition": {"nodes": [',
    status: 400,
    code: 'malformed-json',
  },
  { name: 'E038 a trailing comma', body: '{"definition": {},}', status: 400, code: 'malformed-json' },
  {
    name: 'E039 JSON 10,000 deep',
    body: '['.repeat(10_000) + ']'.repeat(10_000),
    status: 400,
    code: 'too-deep',
  },
  { name: 'E040 a JSON key twice', body: '{"name":"a","name":"b"}', status: 400, code: 'duplicate-key' },
  {
    name: 'E041 __proto__',
    body: '{"__proto__":{"admin":true}}',
    status: 422,
    code: ['unknown-field', 'validation-failed'],
  },
  { name: 'E036 text/plain', type: 'text/plain', body: '{}', status: 415, code: 'unsupported-media-type' },
  {
    name: 'E036 a content type with a tab',
    type: 'application/json\tx',
    body: '{}',
    status: 415,
    code: 'unsupported-media-type',
  },

  // Templates
  template(
    'E057 a cycle',
    graph(
      [task('a'), task('b')],
      [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    ),
    'cycle',
  ),
  template('E057 an edge to itself', graph([task('a')], [{ from: 'a', to: 'a' }]), 'cycle'),
  template('E057 an edge to nothing', graph([task('a')], [{ from: 'a', to: 'zz' }]), 'unknown-node'),
  template('E058 an id twice', graph([task('a'), task('a')]), 'duplicate-id'),
  template('E058 an id with a slash', graph([task('a/b')]), 'invalid-id'),
  template('E058 an id of 300 characters', graph([task('a'.repeat(300))]), 'invalid-id'),
  template('E058 __proto__ as an id', graph([{ ...task('a'), ['id']: '__proto__' }]), 'invalid-id'),
  template('E059 an unknown kind', graph([task('a', { kind: 'htttp' })]), 'unknown-kind'),
  template('E059 an unknown handler', graph([task('a', { ref: 'htttp' })]), 'unknown-handler'),
  template('E060 no node', graph([]), 'empty-graph'),
  template('E061 minus one attempt', graph([task('a', { retry: { max_attempts: -1 } })]), 'out-of-range'),
  template('E061 a timeout called soon', graph([task('a', { timeout: 'soon' })]), 'out-of-range'),
  template(
    'E070 JavaScript as an expression',
    graph([task('a', { when: `constructor.constructor('return process')()` })]),
    'expression-syntax',
  ),
  template(
    'E074 an expression that does not parse',
    graph([task('a', { when: '1 +' })]),
    'expression-syntax',
  ),
  template(
    'E074 an expression that names nothing',
    graph([task('a', { when: 'tasks.b.output' })]),
    'unknown-name',
  ),
  template('an unknown field', graph([task('a', { colour: 'red' })]), 'unknown-field'),
  template(
    'E094 a file as an address',
    graph([task('a', { ref: 'http', with: { url: 'file:///etc/passwd' } })]),
    'out-of-range',
  ),

  // Runs and routes
  {
    name: 'an unknown template',
    path: '/api/runs',
    body: '{"template":"none"}',
    status: [404, 422],
    code: ['not-found', 'unknown-ref'],
  },
  {
    name: 'E021 a tenant in the body',
    path: '/api/runs',
    body: '{"template":"x","tenant_id":"ten_1"}',
    status: 422,
    code: ['unknown-field', 'validation-failed'],
  },
  {
    name: 'E029 a status in the body',
    path: '/api/runs',
    body: '{"template":"x","status":"succeeded"}',
    status: 422,
    code: ['unknown-field', 'validation-failed'],
  },
  {
    name: 'an unknown run',
    method: 'GET',
    path: '/api/runs/run_00000000000000000000000000',
    status: 404,
    code: 'not-found',
  },
  { name: 'a run id that is none', method: 'GET', path: '/api/runs/%2e%2e', status: 404, code: 'not-found' },
  { name: 'an unknown path', method: 'GET', path: '/api/nothing', status: 404, code: 'not-found' },
  { name: 'a wrong method', method: 'DELETE', path: '/api/runs', status: 405, code: 'method-not-allowed' },
  { name: 'E045 limit=0', method: 'GET', path: '/api/runs?limit=0', status: 400, code: 'invalid-parameter' },
  {
    name: 'E045 limit=1e9',
    method: 'GET',
    path: '/api/runs?limit=1e9',
    status: 400,
    code: 'invalid-parameter',
  },
  {
    name: 'E046 a garbled cursor',
    method: 'GET',
    path: '/api/runs?after=zzz',
    status: 400,
    code: 'invalid-cursor',
  },
  {
    name: 'E043 an unknown filter',
    method: 'GET',
    path: '/api/runs?sort=name;drop',
    status: 400,
    code: ['invalid-parameter', 'invalid-filter'],
  },
  { name: 'E001 no key', method: 'GET', path: '/api/runs', key: '', status: 401, code: 'unauthenticated' },
  {
    name: 'E002 a bearer of nothing',
    method: 'GET',
    path: '/api/runs',
    key: 'nothing',
    status: 401,
    code: 'invalid-token',
  },
  {
    name: 'E010 a key that is not ours',
    method: 'GET',
    path: '/api/runs',
    key: `mst_local_${'a'.repeat(16)}_${'b'.repeat(32)}`,
    status: 401,
    code: 'invalid-key',
  },
];

it.each(attacks)('$name', async (attack) => {
  const { pid } = maestro.services.api[0]!;
  const began = performance.now();
  const response = await send(attack);
  const took = performance.now() - began;
  const problem = (await response.json()) as { code: string; errors?: { code: string }[]; detail: string };

  expect([attack.status].flat()).toContain(response.status);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect([attack.code].flat()).toContain(problem.code);
  if (attack.fault) expect(problem.errors?.map((fault) => fault.code)).toContain(attack.fault);
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|at Object|SELECT /);
  // The largest body takes a while to send; the answer to it does not.
  expect(took).toBeLessThan((attack.body?.length ?? 0) > 1e6 ? 5_000 : 1_000);

  expect(() => process.kill(pid, 0)).not.toThrow();
  expect(await stored()).toEqual({ templates: '0', runs: '0' });
});

function send({ method = 'POST', path = '/api/templates', type = 'application/json', body, key }: Attack) {
  const credential = key ?? maestro.apiKey;
  return fetch(`${maestro.services.apiUrl}${path}`, {
    method,
    headers: {
      ...(credential ? { authorization: `Bearer ${credential}` } : {}),
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

async function stored() {
  const [counts] = await maestro.sql<{ templates: string; runs: string }>(`
    SELECT (SELECT count(*) FROM maestro_templates)::text AS templates, (SELECT count(*) FROM maestro_runs)::text AS runs`);
  return counts;
}
