import { reserveForCall, settleLostCalls } from '@maestro/engine';
import { newId } from '@maestro/persistence';
import { asOwner, startOpenAiServer, type ModelServer } from '@maestro/testing';
import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let server: ModelServer;
let tenant: TestTenant;

beforeAll(async () => {
  [maestro, server] = await Promise.all([createHarness(), startOpenAiServer()]);
});
afterAll(() => Promise.all([maestro.close(), server.close()]));
beforeEach(async () => {
  server.calls.length = server.bills.length = 0;
  tenant = await maestro.newTenant();
  await tenant.call('PATCH', `/api/tenants/${tenant.id}`, {
    body: { egress_allow: [server.host] },
    headers: { 'if-match': '*' },
  });
  const models = [{ name: 'embed', context_tokens: 8_000 }];
  await made('/api/model-providers', { name: 'vectors', kind: 'openai', base_url: server.url, models });
  await tenant.call('PUT', '/api/model-pricing/embed', { body: { input_nanos: 100_000, output_nanos: 0 } });
  await made('/api/collections', { name: 'notes', embedding: 'vectors/embed' });
});

async function made(path: string, body: object): Promise<void> {
  const answer = await tenant.call('POST', path, { body });
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
}

const put = (id: string, content: string) =>
  tenant.call('PUT', `/api/collections/notes/documents/${id}`, { body: { content } });
const ask = (query: string) =>
  tenant.call('POST', '/api/collections/notes/query', { body: { query, mode: 'vector' } });
const budget = (cap: string) => made('/api/budgets', { scope: 'tenant', cap });
/** In micro-dollars, at a tenth of a cent for a token. */
const billed = () => server.bills.reduce((sum, { input }) => sum + input * 100, 0);

/** What the ledger says, and whether it agrees with the accounts. */
async function ledger() {
  return asOwner(maestro.database.ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ node: string; handler: string; amount: number; flags: string[] }>(
      `SELECT node, handler, amount::int, flags FROM maestro_cost_entries WHERE tenant_id = $1 ORDER BY at`,
      [tenant.uuid],
    );
    const held = await owner.query(`SELECT 1 FROM maestro_reservations WHERE tenant_id = $1`, [tenant.uuid]);
    expect(held.rowCount).toBe(0);
    const { rows: accounts } = await owner.query<{ spent: number }>(
      'SELECT spent::int FROM maestro_budgets WHERE tenant_id = $1',
      [tenant.uuid],
    );
    const sum = rows.reduce((total, { amount }) => total + amount, 0);
    for (const { spent } of accounts) expect(spent).toBe(sum);
    return rows;
  });
}

describe('vectors of a provider', () => {
  it('are reserved for, made, settled, and told of among the costs', async () => {
    await budget('1.00 USD');
    expect((await put('a', 'one fish')).status).toBe(200);
    expect((await ask('fish')).body.chunks).toMatchObject([{ document: 'a' }]);
    expect(server.calls.map(({ body }) => body['input'])).toEqual([['one fish'], ['fish']]);
    expect(await ledger()).toEqual([
      { node: 'notes', handler: 'rag_ingest', amount: (server.bills[0]?.input ?? 0) * 100, flags: [] },
      { node: 'notes', handler: 'rag_query', amount: (server.bills[1]?.input ?? 0) * 100, flags: [] },
    ]);
    const { body } = await tenant.call('GET', '/api/costs?group_by=handler');
    expect(body.data).toHaveLength(2);
    expect(body.data).toEqual(expect.arrayContaining([expect.objectContaining({ handler: 'rag_query' })]));
    expect((await tenant.call('GET', '/api/collections/notes')).body).toMatchObject({ dimensions: 3 });
  });

  it('are not asked for twice, whatever else fails', async () => {
    await put('a', 'one fish');
    expect((await put('a', 'one fish')).body).toMatchObject({ status: 'unchanged' });
    expect(server.calls).toHaveLength(1);
    // The writer of the third statement fails, as it does where the connection ends; the vectors are there by then.
    const owner = (sql: string) => asOwner(maestro.database.ownerUrl, (client) => client.query(sql));
    await owner('ALTER TABLE maestro_documents ADD CONSTRAINT no CHECK (body NOT LIKE $$%poison%$$)');
    expect((await put('b', 'a poison')).status).toBe(500);
    await owner('ALTER TABLE maestro_documents DROP CONSTRAINT no');
    expect((await put('b', 'a poison')).status).toBe(200);
    expect(server.calls).toHaveLength(2);
    expect(await owner('SELECT 1 FROM maestro_paid_vectors')).toMatchObject({ rowCount: 0 });
  });

  it('are waited for where the provider says so, at no cost, and charged at their worst where nobody knows', async () => {
    await budget('5.00 USD');
    server.next(
      { status: 429, headers: { 'retry-after-ms': '1' } },
      { status: 503, headers: { 'retry-after': '0' } },
    );
    expect((await put('a', 'one fish')).status).toBe(200);
    expect(server.calls).toHaveLength(3);
    server.next({ status: 500 });
    expect((await put('b', 'two fish')).status).toBeGreaterThanOrEqual(500);
    const [first, second, ...others] = await ledger();
    expect(first).toMatchObject({ amount: (server.bills[0]?.input ?? 0) * 100 });
    expect(second).toMatchObject({
      amount: (Buffer.byteLength('two fish') + 16) * 100,
      flags: ['assumed'],
    });
    expect(others).toEqual([]);
  });

  it('are refused where the money does not reach, and nothing is sent', async () => {
    await budget('0.001 USD');
    problemOf(await put('a', 'one fish'), [403, 'budget-exceeded']);
    problemOf(await ask('fish'), [403, 'budget-exceeded']);
    expect(server.calls).toEqual([]);
    expect(await ledger()).toEqual([]);
  });

  it('never overshoot a cap that many share', async () => {
    await budget('0.012 USD');
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => put(`d${i}`, `fish number ${i}`)));
    const [done, refused] = [200, 403].map((status) => answers.filter((one) => one.status === status).length);
    expect([done, refused]).toEqual([expect.any(Number), 24 - (done ?? 0)]);
    expect(done).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
    expect(billed()).toBeLessThanOrEqual(12_000);
    const spent = (await ledger()).reduce((sum, { amount }) => sum + amount, 0);
    expect(spent).toBe(billed());
  });

  it('that come in another length are another model: asking says so, and re-indexing mends it', async () => {
    await put('a', 'one fish');
    await put('b', 'two birds');
    server.otherwise(({ body }) => ({
      body: JSON.stringify({
        data: (body['input'] as string[]).map((_, index) => ({ index, embedding: [1, 2, 3, 4] })),
        usage: { prompt_tokens: 1 },
      }),
    }));
    problemOf(await ask('fish'), [409, 'embedding-changed']);
    const reindexed = await tenant.call('POST', '/api/collections/notes/reindex');
    expect(reindexed.body).toEqual({ reindexed: 2, remaining: 0 });
    expect((await ask('fish')).body.chunks).toHaveLength(2);
    server.otherwise({});
  });

  it("are nobody's who may not be asked", async () => {
    const refused = (embedding: string) =>
      tenant.call('PATCH', '/api/collections/notes', { body: { embedding }, headers: { 'if-match': '*' } });
    problemOf(await refused('nobody/embed'), [422, 'unknown-model-provider']);
    problemOf(await refused('vectors/other'), [422, 'unknown-model-provider']);
    problemOf(await refused('local/other'), [422, 'unknown-model-provider']);
    await tenant.call('PATCH', `/api/tenants/${tenant.id}`, {
      body: { egress_allow: [] },
      headers: { 'if-match': '*' },
    });
    problemOf(await put('a', 'one fish'), [403, 'policy-denied']);
    expect(server.calls).toEqual([]);
  });

  it('whose caller died are charged at their worst, once nobody can be waiting for them', async () => {
    await budget('5.00 USD');
    const { engine } = maestro.connections;
    const call = { tenantId: tenant.uuid, callId: newId() };
    await reserveForCall(engine, call, {
      subject: 'notes',
      handler: 'rag_ingest',
      model: 'embed',
      tokens: 9,
    });
    expect(await settleLostCalls(engine, 10)).toBe(0);
    await maestro.database.setClockOffset(16 * 60_000);
    expect(await settleLostCalls(engine, 10)).toBe(1);
    await maestro.database.setClockOffset(0);
    expect(await ledger()).toEqual([
      { node: 'notes', handler: 'rag_ingest', amount: 900, flags: ['assumed'] },
    ]);
  });

  it('wait neither for a price nor behind the kill switch', async () => {
    const models = [{ name: 'unpriced', context_tokens: 8_000 }];
    await made('/api/model-providers', { name: 'other', kind: 'openai', base_url: server.url, models });
    await made('/api/collections', { name: 'free', embedding: 'other/unpriced' });
    const put = (name: string) =>
      tenant.call('PUT', `/api/collections/${name}/documents/a`, { body: { content: 'one fish' } });
    problemOf(await put('free'), [422, 'unknown-model']);
    const path = `/api/tenants/${tenant.id}/kill-switch`;
    expect((await tenant.call('PUT', path, { body: { mode: 'stop_spending' } })).status).toBe(200);
    problemOf(await put('notes'), [403, 'spending-stopped']);
    expect(server.calls).toEqual([]);
  });
});
