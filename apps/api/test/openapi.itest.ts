import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type AnySchema, type ValidateFunction } from 'ajv/dist/2020';
import { publicPem, signEnvelope, STATEMENT_PAYLOAD, STATEMENT_TYPE } from '@maestro/evidence';
import { renderDescription } from '../src/openapi';
import { chain, createHarness, type Answer, type Harness, type TestTenant } from './harness';
import { performTask } from './performing';
import { operationNames } from './operation-names';

type Node = { [key: string]: unknown };
interface Operation {
  operationId: string;
  summary: string;
  security?: object[];
  parameters?: { name: string; in: string }[];
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: Node }> }>;
}
interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Node>; responses: Record<string, Operation['responses'][string]> };
}

const file = join(__dirname, '..', '..', '..', 'docs', 'reference', 'openapi.json');
const committed = readFileSync(file, 'utf8');
const description = JSON.parse(committed) as Description;
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
let maestro: Harness;
let tenant: TestTenant;
beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
});
afterAll(() => maestro.close());

it('is committed as the routes are, and served as committed', async () => {
  expect(await renderDescription()).toBe(committed);
  const served = await tenant.call('GET', '/openapi.json', { key: null });
  expect(served.body).toEqual(description);
  expect(served.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

it('describes every route of the API, and no other', () => {
  const table = maestro.api.app.getHttpAdapter().getInstance().routeTable as { list(): string[] };
  const routes = table
    .list()
    .filter((route) => / \/(api\/|mcp$)/.test(route) && !route.startsWith('HEAD '))
    .map((route) => route.replace(/:(\w+)/g, '{$1}'))
    .sort();
  expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(routes);
});

it('declares every part of an address that is given', () => {
  const forgotten = operations.filter(({ path, operation }) => {
    const declared = new Set(
      operation.parameters?.filter((one) => one.in === 'path').map(({ name }) => name),
    );
    return [...path.matchAll(/\{(\w+)\}/g)].some(([, name]) => !declared.has(name as string));
  });
  expect(forgotten.map(({ operation }) => operation.operationId)).toEqual([]);
});

it('keeps the names of its operations: clients are made from them', () => {
  expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual([...operationNames]);
});

it('is OpenAPI 3.1: schemas of JSON Schema 2020-12, references that lead somewhere', () => {
  expect(description.openapi).toBe('3.1.0');
  const references = [...committed.matchAll(/"\$ref": "([^"]*)"/g)].map((match) => match[1] as string);
  expect(references.length).toBeGreaterThan(50);
  for (const reference of new Set(references)) expect(resolve(reference)).toBeDefined();
  expect(committed).not.toMatch(/"nullable"|x-any-json/);
  for (const name of Object.keys(description.components.schemas))
    expect(validator(name)).toBeInstanceOf(Function);
});

/** For whoever comes; the reasons stand in matrix/open-doors.ts. */
const OPEN = [
  'getVersion',
  'listSignInProviders',
  'login',
  'finishLogin',
  'exchangeToken',
  'receiveHookMessage',
];

it('says of each operation who may, and how it refuses', () => {
  for (const { operation } of operations) {
    expect(operation.summary).toMatch(/\S/);
    expect(operation.responses.default?.$ref).toBe('#/components/responses/Unexpected');
    const known = operation.security !== undefined;
    expect([known, '401' in operation.responses]).toEqual([!OPEN.includes(operation.operationId), known]);
  }
  for (const { content } of Object.values(description.components.responses)) {
    expect(content?.['application/problem+json']?.schema.$ref).toBe('#/components/schemas/Problem');
  }
});

it('tells the truth: what routes answer is what it describes', async () => {
  const seen = new Set<string>();
  const ask = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await tenant.call(method, path, { body });
    seen.add(checkAnswer(method, path, answer));
    return answer;
  };
  await ask('GET', '/api/version');
  await ask('GET', '/api/whoami');
  await ask('POST', '/api/templates/validate', chain('flow', 'a', 'b'));
  await ask('POST', '/api/templates', chain('flow', 'a', 'b'));
  await ask('POST', '/api/templates', chain('flow', 'a', 'b'));
  for (const path of ['', '/flow', '/flow/versions', '/flow/versions/1'])
    await ask('GET', `/api/templates${path}`);
  const { body: run } = await ask('POST', '/api/runs', { template: 'flow', idempotency_key: 'k' });
  await ask('POST', '/api/runs', { template: 'flow', idempotency_key: 'k' });
  await ask('POST', '/api/runs/batch', {
    template: 'flow',
    runs: [{}, { idempotency_key: 'k', inputs: {} }],
  });
  await askToControl(ask, run.id);
  await askToVote(ask);
  await ask('POST', `/api/runs/${run.id}/cancel`, {});
  await ask('POST', `/api/runs/${run.id}/retry`, { dry_run: true });
  await ask('POST', `/api/runs/${run.id}/rerun`, { dry_run: true });
  for (const path of ['', `/${run.id}`, `/${run.id}/tasks`, `/${run.id}/events`])
    await ask('GET', `/api/runs${path}`);
  await ask('GET', '/api/doctor');
  await ask('GET', '/api/datasets');
  await ask('GET', `/api/tenants/${tenant.id}`);
  await ask('PATCH', `/api/tenants/${tenant.id}`, { egress_allow: ['a:1'] });
  await askForEvidence(ask, run.id);
  // Refusals of all kinds have one form.
  await ask('POST', '/api/runs', { template: 'none' });
  await ask('POST', '/api/templates', { name: 'x', definition: { nodes: [] } });
  await ask('GET', '/api/datasets/none/records');
  await ask('GET', '/api/runs?limit=0');
  // What is left is asked with nothing of sense: lists answer, the rest refuses as it says.
  for (const { method, path, operation } of operations) {
    if ([...seen].some((name) => name.split(' ')[0] === operation.operationId)) continue;
    if (NOT_JSON.includes(operation.operationId)) continue;
    await ask(method, path.replace(/\{\w+\}/g, 'none'), method === 'GET' ? undefined : {});
  }
  const asked = new Set([...seen].map((name) => name.split(' ')[0]));
  expect(operations.map(({ operation }) => operation.operationId).filter((id) => !asked.has(id))).toEqual(
    NOT_JSON,
  );
});

/** Lines of JSON, and ways that browsers are led. */
const NOT_JSON = ['exportAudit'];

async function askForEvidence(ask: Ask, run: string): Promise<void> {
  for (const path of ['', '/verify', '/keys']) await ask('GET', `/api/audit${path}`);
  await ask('GET', `/api/runs/${run}/attestation`);
  const { privateKey } = generateKeyPairSync('ed25519');
  const { body: key } = await ask('POST', '/api/attestation-keys', {
    name: 'ci',
    public_key: publicPem(privateKey),
  });
  await ask('GET', '/api/attestation-keys');
  const stated = {
    _type: STATEMENT_TYPE,
    subject: [{ digest: { sha256: 'ab' } }],
    predicateType: 'https://example.com/x',
  };
  const envelope = signEnvelope(privateKey, STATEMENT_PAYLOAD, Buffer.from(JSON.stringify(stated)));
  await ask('POST', '/api/attestations', envelope);
  await ask('DELETE', `/api/attestation-keys/${key.id}`);
}

type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>;

async function askToControl(ask: Ask, run: string): Promise<void> {
  await ask('POST', `/api/runs/${run}/pause`, {});
  await ask('POST', `/api/runs/${run}/resume`, {});
  await ask('POST', `/api/runs/${run}/labels`, { set: { team: 'sales' } });
  await ask('POST', `/api/runs/${run}/signals/go`, { payload: [null], source: 's1' });
  await ask('GET', `/api/runs/${run}/explain`);
  await ask('POST', '/api/bulk', { action: 'pause', filter: {}, dry_run: true });
  const task = `/api/tasks/task_${run.slice(4)}_1`;
  await ask('GET', task);
  await ask('POST', `${task}/skip`, {});
  await ask('POST', `${task}/retry-now`, {});
}

async function askToVote(ask: Ask): Promise<void> {
  const nodes = [
    { id: 'ask', kind: 'approval', with: { message: 'May we?', approvers: ['role:owner'], quorum: 2 } },
  ];
  await tenant.call('POST', '/api/templates', { body: { name: 'asking', definition: { nodes, edges: [] } } });
  // Nobody approves what they started themselves.
  const key = await tenant.newKey('operator');
  const { body: run } = await tenant.call('POST', '/api/runs', { body: { template: 'asking' }, key });
  await performTask(maestro, tenant, { run: run.id, n: 0 });
  const id = `apr_${run.id.slice(4)}_0`;
  await ask('GET', '/api/approvals');
  const { body: approval } = await ask('GET', `/api/approvals/${id}`);
  for (const verb of ['approve', 'reject'])
    await ask('POST', `/api/approvals/${id}/${verb}`, { digest: approval.digest });
}

/** Checks an answer against what is described of it and says which description that was. */
function checkAnswer(method: string, path: string, answer: Answer): string {
  const found = operations.filter(
    (one) =>
      one.method === method &&
      new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?', 1)[0] as string),
  );
  // A path without placeholders wins over one with, as it does in the router.
  const operation = (found.find((one) => !one.path.includes('{')) ?? found[0])?.operation as Operation;
  const response = operation.responses[answer.status] ?? operation.responses.default;
  const described = response?.$ref ? (resolve(response.$ref) as Operation['responses'][string]) : response;
  const type = answer.headers.get('content-type')?.split(';', 1)[0] as string;
  const name = (described?.content?.[type]?.schema.$ref as string).split('/').pop() as string;
  const validate = validator(name);
  expect({ path, valid: validate(answer.body), errors: validate.errors }).toEqual({
    path,
    valid: true,
    errors: null,
  });
  return `${operation.operationId} ${answer.status}`;
}

function resolve(reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce((node: unknown, part) => (node as Node | undefined)?.[part], description);
}

/** As described, and nothing besides: a property nobody described is a fault too. */
const validator = (() => {
  const made = new Map<string, ValidateFunction>();
  return (name: string): ValidateFunction => {
    let validate = made.get(name);
    if (!validate) made.set(name, (validate = compileValidator(name)));
    return validate;
  };
})();

function compileValidator(name: string): ValidateFunction {
  const ajv = new Ajv2020({
    strict: false,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, uri: /^https:/ },
  });
  ajv.addSchema({ $id: 'api', components: closed(description.components) } as AnySchema);
  return ajv.compile({ $ref: `api#/components/schemas/${name}` });
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)])) as Node;
  return node.type === 'object' && node.properties ? { additionalProperties: false, ...node } : node;
}
