import { openTenantDatabase, statement } from '@maestro/persistence';
import { asOwner } from '@maestro/testing';
import { search, VectorSearch, type SearchRequest } from '../src';
import { createFixture, type Fixture, type Keeper } from './fixture';

/** Where a Postgres of the same major version with pgvector is installed; a server that has it needs none. */
const installed = process.env.MAESTRO_TEST_PGVECTOR;
const DOCUMENTS = 240;
const topics = ['mail gateway', 'remote access', 'wiki pages', 'payroll export', 'door badges'];

let fixture: Fixture;
let keeper: Keeper;

beforeAll(async () => {
  fixture = await createFixture();
  keeper = await fixture.newTenant();
  await keeper.make();
  const documents = Array.from({ length: DOCUMENTS }, (_, i) => ({
    id: `d${i}`,
    text: `${topics[i % topics.length]} number ${i} of floor ${i % 7}`,
    metadata: { floor: i % 7 },
  }));
  await keeper.put(...documents);
});
afterAll(() => fixture.close());

const questions: Partial<SearchRequest>[] = [
  { query: 'remote acess' },
  { query: 'the gateway for mail, number 35', k: 40 },
  { query: 'badges of floor 3', filter: { floor: 3 } },
  { query: 'wiki', filter: { floor: 99 } },
];

/** What a fresh process finds: it looks for pgvector once, and asks it from so many bytes of vectors on. */
async function answers(inMemoryBytes: number) {
  const tenants = await openTenantDatabase({ url: fixture.test.appUrl, max: 2, application: 'test' });
  const parts = { tenants, ask: null, vectors: new VectorSearch(tenants, inMemoryBytes) };
  const asked = { tenantId: keeper.tenantId, collection: 'notes', mode: 'vector' as const, query: '' };
  try {
    const all = await Promise.all(questions.map((one) => search(parts, { ...asked, ...one })));
    return all.map(({ passages }) => passages.map(({ document, score }) => ({ document, score })));
  } finally {
    await tenants.close();
  }
}

/** What the server does for the statement, as the role that asks it, whatever its parameters are. */
async function plan(): Promise<string> {
  const tenants = await openTenantDatabase({ url: fixture.test.appUrl, max: 1, application: 'test' });
  try {
    return await tenants.withTenant(keeper.tenantId, async (tx) => {
      await tx.query('SET LOCAL plan_cache_mode = force_generic_plan');
      await tx.query('SET LOCAL enable_seqscan = off');
      await tx.query(`PREPARE near AS ${statement('near_chunks').text}`);
      const rows = await tx.query<object>('EXPLAIN EXECUTE near(NULL, NULL, NULL, NULL, NULL, NULL)');
      return rows.flatMap((row) => Object.values(row)).join('\n');
    });
  } finally {
    await tenants.close();
  }
}

/** Whether this database has pgvector from now on. */
function addPgvector(): Promise<boolean> {
  return asOwner(fixture.test.ownerUrl, async (owner) => {
    if (installed !== undefined) {
      const places = `SET extension_control_path = '$system:${installed}/share/postgresql';
        SET dynamic_library_path = '$libdir:${installed}/lib/postgresql'`;
      await owner.query(places);
      const { rows } = await owner.query<{ name: string }>('SELECT current_database() AS name');
      await owner.query(
        `ALTER DATABASE ${rows[0]?.name} SET dynamic_library_path = '$libdir:${installed}/lib/postgresql'`,
      );
    }
    const offered = await owner.query(`SELECT 1 FROM pg_available_extensions WHERE name = 'vector'`);
    if (offered.rowCount === 0) return false;
    await owner.query('CREATE EXTENSION vector');
    return true;
  });
}

it('finds in the database what is found in memory, with the same scores', async () => {
  const inMemory = await answers(Infinity);
  expect(inMemory.map(({ length }) => length)).toEqual([8, 40, 8, 0]);
  if (!(await addPgvector())) {
    process.stdout.write('skipped: neither the server nor MAESTRO_TEST_PGVECTOR has pgvector\n');
    return;
  }
  const fresh = await answers(0);
  for (const [i, found] of fresh.entries()) {
    const expected = inMemory[i] ?? [];
    expect(found.map(({ document }) => document)[0]).toBe(expected[0]?.document);
    expect(found.length).toBe(expected.length);
    const scores = new Map(expected.map(({ document, score }) => [document, score]));
    // Memory and database round differently: of two that are as near, either may be the first, or be left out.
    for (const [n, { document, score }] of found.entries()) {
      expect(score).toBeCloseTo(expected[n]?.score ?? NaN, 5);
      expect(score).toBeCloseTo(scores.get(document) ?? expected.at(-1)?.score ?? NaN, 5);
    }
  }
  const planned = await plan();
  expect(planned).toMatch(/Index Scan using maestro_chunks_vectors/);
  expect(planned).not.toMatch(/Seq Scan/);
});
