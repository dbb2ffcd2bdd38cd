import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, install, type Installation } from '@maestro/testing';

let maestro: Installation;

/** How the agents of this example think: no network, always the same. A liar says yes to whatever it is asked. */
const RULES = [
  { system: 'liar', object: { vote: 'yes' } },
  { system: 'honest', match: 'delete', object: { vote: 'no' } },
  { system: 'honest', object: { vote: 'yes' } },
  { system: 'judge', match: 'long', object: { score: 9 } },
  { system: 'judge', object: { score: 2 } },
  { system: 'poet', reply: 'A long and careful answer.' },
  { system: 'clerk', reply: 'Yes.' },
  { system: 'planner', match: 'tidy', object: { plan: planOf('tidy') } },
  { system: 'planner', match: 'broken', object: { plan: { nodes: [{ id: 'a', kind: 'task', ref: 'rm' }] } } },
  { system: 'planner', object: { plan: planOf('delete') } },
];

/** A plan of one task that says what it is about. */
function planOf(what: string) {
  return { nodes: [{ id: what, kind: 'task', ref: 'noop' }], edges: [] };
}

const proposal = { type: 'object', required: ['plan'], properties: { plan: { type: 'object' } } };

const ballot = {
  type: 'object',
  required: ['vote'],
  additionalProperties: false,
  properties: { vote: { enum: ['yes', 'no'] } },
};
const score = { type: 'object', required: ['score'], properties: { score: { type: 'integer' } } };

beforeAll(async () => {
  maestro = await install({ scheduler: 0 });
  await maestro.sql(
    `INSERT INTO maestro_model_providers (tenant_id, name, kind, models, rules, created_by)
     SELECT id, 'local', 'rules', '[{"name": "small", "context_tokens": 10000}]', $$${JSON.stringify(RULES)}$$, 'example'
     FROM maestro_tenants`,
  );
  for (const file of ['vote.yaml', 'best-of.yaml', 'plan-and-execute.yaml'])
    await maestro.client.request('POST', '/api/templates', {
      body: { source: readFileSync(join(__dirname, file), 'utf8') },
    });
  for (const name of ['honest-1', 'honest-2', 'honest-3']) await make(name, 'honest', ballot);
  await make('liar', 'liar', ballot);
  await make('judge', 'judge', score);
  await make('planner', 'planner', proposal);
  await make('poet', 'poet');
  await make('clerk', 'clerk');
}, 60_000);
afterAll(() => maestro?.stop());

async function make(name: string, character: string, output_schema?: object): Promise<void> {
  const body = {
    ...{ name, model: { model: 'small' }, system_prompt: `You are a ${character}.` },
    ...(output_schema ? { output_schema } : {}),
  };
  await maestro.client.request('POST', '/api/agents', { body: body as never });
}

async function play(template: string, inputs: object) {
  const body = { template, inputs };
  const run = await maestro.client.request('POST', '/api/runs', { body: body as never });
  return maestro.ended(run.id, 30_000);
}

const agents = ['honest-1', 'honest-2', 'honest-3', 'liar'];

it('one liar of four never brings a bad plan about, and every ballot is recorded', async () => {
  const bad = await play('vote', { question: 'Shall we delete the data?', agents, quorum: 3 });
  expect([bad.status, bad.outputs?.['accepted'], bad.output]).toEqual(['succeeded', false, '1 of 4 say yes']);
  expect(bad.outputs?.['ballots']).toEqual(
    agents.map((agent) => ({ agent, ballot: { vote: agent === 'liar' ? 'yes' : 'no' } })),
  );
  const good = await play('vote', { question: 'Shall we read the data?', agents, quorum: 3 });
  expect([good.outputs?.['accepted'], good.output]).toEqual([true, '4 of 4 say yes']);
}, 60_000);

it('an agent that fails has not said yes', async () => {
  const run = await play('vote', { question: 'Shall we read?', agents: ['nobody', 'liar'], quorum: 2 });
  expect(run.outputs).toMatchObject({ accepted: false, yes: 1 });
}, 30_000);

it('the best of two answers goes on', async () => {
  const run = await play('best-of', { question: 'Why?', agents: ['clerk', 'poet'], judge: 'judge' });
  expect(run.outputs?.['best']).toEqual({ agent: 'poet', text: 'A long and careful answer.', score: 9 });
}, 30_000);

describe('plan and execute', () => {
  const begin = async (goal: string) => {
    const body = {
      template: 'plan-and-execute',
      inputs: { goal, planner: 'planner', voters: agents, quorum: 3 },
    };
    return (await maestro.client.request('POST', '/api/runs', { body: body as never })).id;
  };
  const tasksOf = async (id: string) => {
    const { data } = await maestro.client.request('GET', '/api/runs/{id}/tasks', { params: { id } });
    return Object.fromEntries(data.map(({ node, status }) => [node, status]));
  };
  const published = async () =>
    (await maestro.sql<{ name: string }>(`SELECT name FROM maestro_templates WHERE name LIKE 'plan.%'`))
      .length;

  it('a bad plan of a lying planner, to which one liar of four agrees, never runs', async () => {
    const run = await maestro.ended(await begin('delete everything'), 30_000);
    expect([run.status, run.outputs?.['accepted']]).toEqual(['succeeded', false]);
    expect(await tasksOf(run.id)).toMatchObject({
      approve: 'skipped',
      execute: 'skipped',
      refused: 'succeeded',
    });
    expect(await published()).toBe(0);
  }, 60_000);

  it('a plan that does not compile is put to nobody', async () => {
    const run = await maestro.ended(await begin('something broken'), 30_000);
    expect([run.status, run.error?.detail]).toEqual(['failed', expect.stringContaining('check')]);
    expect(await tasksOf(run.id)).toMatchObject({ check: 'failed' });
    expect(await published()).toBe(0);
  }, 60_000);

  it('a plan that all agree to waits for people, and runs as they saw it', async () => {
    const id = await begin('tidy up');
    const question = await eventually(
      async () => {
        const { data } = await maestro.client.request('GET', '/api/approvals', {});
        return data.find(({ run_id: run }) => run === id) ?? false;
      },
      { timeoutMs: 20_000, what: 'The question' },
    );
    expect(question.message).toMatch(/^Carry this out\? sha256:[0-9a-f]{64}$/);
    expect((await tasksOf(id))['execute']).toBe('pending');
    expect(question.covers['execute']).toMatchObject({ definition: planOf('tidy') });
    expect(await published()).toBe(0);
    const answer = await fetch(`${maestro.services.apiUrl}/api/approvals/${question.id}/approve`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await maestro.anotherKey('ann')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ digest: question.digest }),
    });
    expect(answer.status).toBe(200);
    const run = await maestro.ended(id, 30_000);
    expect([run.status, run.outputs?.['accepted']]).toEqual(['succeeded', true]);
    expect(await tasksOf(id)).toMatchObject({ execute: 'succeeded', refused: 'skipped' });
    expect(await published()).toBe(1);
  }, 60_000);
});
