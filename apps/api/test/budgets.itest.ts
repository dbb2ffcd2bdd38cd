import { formatId, formatTaskId, newId, parseId, statement } from '@maestro/persistence';
import { asOwner } from '@maestro/testing';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
});

const open = (body: object) => tenant.call('POST', '/api/budgets', { body });

describe('an account', () => {
  it('is opened, read, changed by who knows its state, topped up and closed', async () => {
    const opened = await open({
      scope: 'tenant',
      cap: '50.00 USD',
      period: 'month',
      timezone: 'Europe/Berlin',
    });
    expect(opened.status).toBe(201);
    expect(opened.body).toMatchObject({
      cap: '50.00 USD',
      spent: '0.00 USD',
      left: '50.00 USD',
      period: 'month',
    });
    const path = `/api/budgets/${opened.body.id}`;
    problemOf(await tenant.call('PATCH', path, { body: { cap: '1.00 USD' } }), [
      428,
      'precondition-required',
    ]);
    const etag = String((await tenant.call('GET', path)).headers.get('etag'));
    const headers = { 'if-match': etag };
    const changed = await tenant.call('PATCH', path, { body: { cap: '20.5 USD' }, headers });
    expect(changed.body).toMatchObject({ cap: '20.50 USD' });
    const more = await tenant.call('POST', `${path}/top-up`, { body: { amount: '4.50 USD' } });
    expect(more.body).toMatchObject({ cap: '25.00 USD' });
    expect((await tenant.call('GET', '/api/budgets?scope=tenant')).body.data).toHaveLength(1);
    const burn = await tenant.call('GET', `${path}/burn`);
    expect(burn.body).toMatchObject({
      points: [],
      spent_cents: 0,
      cap_cents: 2500,
      forecast_cents: 0,
      exhausted_at: null,
    });
    const gone = await tenant.call('DELETE', path, { headers: { 'if-match': '*' } });
    expect(gone.status).toBe(204);
    problemOf(await tenant.call('GET', path), [404, 'not-found']);
  });

  it.each(['-1 USD', 'NaN', '1000000000000000000 USD', '5 EUR', '5', '0x10 USD', '1e3 USD'])(
    'E121 takes no cap of %j',
    async (cap) => problemOf(await open({ scope: 'tenant', cap }), [422, 'out-of-range']),
  );

  it('is for what is there, once for each period, and for nobody else', async () => {
    problemOf(await open({ scope: 'tenant', cap: 5 }), [422, 'wrong-type']);
    problemOf(await open({ scope: 'tenant', cap: '1 USD', spent: '0 USD' }), [422, 'unknown-field']);
    problemOf(await open({ scope: 'template', cap: '1 USD' }), [422, 'missing-field']);
    problemOf(await open({ scope: 'template', subject: 'tpl_01j9z3k4v5x6y7z8a9b0c1d2e3', cap: '1 USD' }), [
      422,
      'unknown-ref',
    ]);
    problemOf(await open({ scope: 'orchestra', subject: 'x', cap: '1 USD' }), [422, 'unknown-ref']);
    problemOf(await open({ scope: 'tenant', cap: '1 USD', timezone: 'Mars/Base' }), [
      422,
      'validation-failed',
    ]);
    const { body } = await open({ scope: 'tenant', cap: '1 USD' });
    problemOf(await open({ scope: 'tenant', cap: '2 USD' }), [409, 'budget-exists']);
    const other = await maestro.newTenant();
    problemOf(await other.call('GET', `/api/budgets/${body.id}`), [404, 'not-found']);
    problemOf(await other.call('POST', `/api/budgets/${body.id}/top-up`, { body: { amount: '1 USD' } }), [
      404,
      'not-found',
    ]);
  });
});

it('prices have versions, and negative ones are refused', async () => {
  const path = '/api/model-pricing/lab%2Fm-1';
  const put = (body: object, headers = {}) => tenant.call('PUT', path, { body, headers });
  const price = { input_nanos: 2_500, output_nanos: 10_000 };
  problemOf(await put(price, { 'if-match': '*' }), [412, 'version-conflict']);
  const first = await put(price);
  expect(first.body).toMatchObject({ model: 'lab/m-1', version: 1, call_nanos: 0, own: true });
  const headers = { 'if-match': String(first.headers.get('etag')) };
  expect((await put(price)).body).toEqual(first.body);
  expect((await put({ ...price, input_nanos: 0 }, headers)).body).toMatchObject({ version: 2 });
  problemOf(await put(price, headers), [412, 'version-conflict']);
  problemOf(await put({ ...price, input_nanos: -1 }), [422, 'out-of-range']);
  problemOf(await put({ ...price, input_nanos: 0.5 }), [422, 'wrong-type']);
  problemOf(await put({ ...price, output_nanos: 'NaN' }), [422, 'wrong-type']);
  problemOf(await tenant.call('GET', '/api/model-pricing/other'), [404, 'not-found']);
  expect((await tenant.call('GET', path)).body).toMatchObject({ version: 2, input_nanos: 0 });
  expect((await tenant.call('GET', '/api/model-pricing')).body.data).toEqual([
    expect.objectContaining({ model: 'lab/m-1', version: 2, input_nanos: 0 }),
  ]);
  expect(
    (await tenant.call('GET', '/api/costs?group_by=template,day&from=2020-01-01T00:00:00Z')).body,
  ).toEqual({ data: [], cost_cents: 0 });
  problemOf(await tenant.call('GET', '/api/costs?group_by=colour'), [400, 'invalid-filter']);
});

it('costs are told of agents and of single tasks, with the tokens that were used', async () => {
  const agent = (
    await tenant.call('POST', '/api/agents', { body: { name: 'helper', model: { model: 'm' } } })
  ).body;
  const run = newId();
  await asOwner(maestro.database.ownerUrl, (owner) =>
    owner.query(
      `INSERT INTO maestro_cost_entries (tenant_id, run_id, n, token, entry, at, attempt, template_id, node, handler, model, usage,
                                         amount, accounts, periods)
       SELECT $1, $2, v.n, v.n, 'settled', now(), 1, CASE WHEN v.n < 3 THEN a.template_id ELSE gen_random_uuid() END, 'ask',
              'llm_call', 'm', v.usage::jsonb, 10000 * v.n, '{}', '{}'
       FROM maestro_agents a,
            (VALUES (1, '{"input": 100, "output": 7}'), (2, '{"input": 50, "output": 3}'), (4, '{"amount": 3}')) AS v (n, usage)
       WHERE a.tenant_id = $1`,
      [tenant.uuid, run],
    ),
  );
  const of = async (groups: string) => (await tenant.call('GET', `/api/costs?group_by=${groups}`)).body;
  expect(await of('agent')).toMatchObject({
    data: [
      { agent_id: null, cost_cents: 4, input_tokens: 0, output_tokens: 0 },
      { agent_id: agent.id, cost_cents: 3, input_tokens: 150, output_tokens: 10, attempts: 2, task_id: null },
    ],
    cost_cents: 7,
  });
  expect((await of('task')).data.slice(1)).toMatchObject([
    { run_id: formatId('run', run), task_id: formatTaskId(run, 2), node: 'ask', input_tokens: 50 },
    { run_id: formatId('run', run), task_id: formatTaskId(run, 1), node: 'ask', output_tokens: 7 },
  ]);

  // The line of a run counts what the runs within it have used, save what cannot be.
  const definition = { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] };
  const { body: template } = await tenant.call('POST', '/api/templates', {
    body: { name: 'any', definition },
  });
  const begin = async () => {
    const { body } = await tenant.call('POST', '/api/runs', { body: { template_id: template.id } });
    return parseId('run', body.id) ?? '';
  };
  const [parent, child] = [await begin(), await begin()];
  await asOwner(maestro.database.ownerUrl, async (owner) => {
    await owner.query('UPDATE maestro_runs SET parent_run = $1, parent_n = 0 WHERE id = $2', [parent, child]);
    await owner.query(
      'UPDATE maestro_cost_entries SET run_id = CASE n WHEN 1 THEN $1::uuid ELSE $2 END WHERE run_id = $3',
      [parent, child, run],
    );
    await owner.query(
      `UPDATE maestro_cost_entries SET usage = '{"input": 1e300, "output": 1}', flags = '{impossible}' WHERE run_id = $1 AND n = 4`,
      [child],
    );
  });
  const used = await maestro.connections.engine.database.query(statement('run_usage'), [tenant.uuid, parent]);
  expect(used).toEqual([{ tokens: 160, micros: 70_000 }]);
});

it('the kill switch starts nothing more, says so, and is turned off again', async () => {
  const definition = { nodes: [{ id: 'a', kind: 'task', ref: 'noop' }], edges: [] };
  const { body: template } = await tenant.call('POST', '/api/templates', {
    body: { name: 'any', definition },
  });
  const start = () =>
    tenant.call('POST', '/api/runs', { body: { template_id: template.id, budget: { cap: '1.00 USD' } } });
  const first = await start();
  expect(first.body).toMatchObject({ cost_cents: 0 });
  problemOf(
    await tenant.call('POST', '/api/runs', { body: { template_id: template.id, budget: { cap: '-1 USD' } } }),
    [422, 'out-of-range'],
  );
  const turn = (mode: string) =>
    tenant.call('PUT', `/api/tenants/${tenant.id}/kill-switch`, { body: { mode, reason: 'test' } });
  expect((await turn('stop_all')).body).toEqual({ mode: 'stop_all', cancelled: 1 });
  expect((await tenant.call('GET', `/api/tenants/${tenant.id}`)).body).toMatchObject({
    kill_switch: 'stop_all',
  });
  const until = Date.now() + 5_000;
  let answer = await start();
  while (answer.status !== 403 && Date.now() < until) answer = await start();
  problemOf(answer, [403, 'spending-stopped']);
  await turn('off');
  while ((answer = await start()).status !== 201 && Date.now() < until + 5_000);
  expect(answer.status).toBe(201);
});
