import { statement } from '@maestro/persistence';
import { asOwner } from '@maestro/testing';
import { changeCollection, lockCollection, reindexSome, removeCollection, removeDocument } from '../src';
import { createFixture, local, type Fixture, type Keeper } from './fixture';

let fixture: Fixture;
let keeper: Keeper;

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  keeper = await fixture.newTenant();
  await keeper.make();
});

const inTenant = <T>(work: Parameters<typeof fixture.tenants.withTenant<T>>[1]) =>
  fixture.tenants.withTenant(keeper.tenantId, work);
const rows = <R extends object>(sql: string) =>
  asOwner(fixture.test.ownerUrl, async (owner) => (await owner.query<R>(sql, [keeper.tenantId])).rows);
const ids = (passages: readonly { document: string }[]) => passages.map(({ document }) => document);

describe('a search', () => {
  beforeEach(() =>
    keeper.put(
      {
        id: 'smtp',
        title: 'Mail gateway',
        uri: 'https://example.org/smtp',
        text: 'The mail gateway accepts mail by SMTP and refuses attachments.',
        metadata: { team: 'mail', year: 2024, tags: ['mta', 'edge'], live: true },
      },
      {
        id: 'vpn',
        title: 'Remote access',
        text: 'Remote access needs a certificate and a vulnerability scan.',
        metadata: { team: 'network', year: 2021, tags: ['edge'] },
      },
      {
        id: 'wiki',
        text: 'Pages of the wiki are written by everybody.',
        metadata: { team: 'docs', year: 2019 },
      },
    ),
  );

  it('finds passages by their words and says where they stand', async () => {
    const [first, ...others] = await keeper.ask('which gateway accepts attachments?', { mode: 'text' });
    expect(first).toMatchObject({ document: 'smtp', title: 'Mail gateway', uri: 'https://example.org/smtp' });
    expect(first).toMatchObject({ from: 0, to: first?.text.length, version: 1, metadata: { team: 'mail' } });
    expect(others).toEqual([]);
  });

  it('finds what was mistyped, what is a stem, and what is in the title', async () => {
    expect(ids(await keeper.ask('vulnerabilty', { mode: 'text' }))).toEqual(['vpn']);
    expect(ids(await keeper.ask('accepting certificates', { mode: 'text' }))).toEqual(
      expect.arrayContaining(['smtp', 'vpn']),
    );
    expect(ids(await keeper.ask('access', { mode: 'text' }))).toEqual(['vpn']);
    expect(await keeper.ask('zebra', { mode: 'text' })).toEqual([]);
    expect(await keeper.ask('the of', { mode: 'text' })).toEqual([]);
  });

  it('takes phrases in quotes and words behind a minus at their word', async () => {
    expect(ids(await keeper.ask('"remote access"', { mode: 'text' }))).toEqual(['vpn']);
    expect(await keeper.ask('"certificate remote"', { mode: 'text' })).toEqual([]);
    expect(ids(await keeper.ask('mail certificate -gateway', { mode: 'text' }))).toEqual(['vpn']);
    await expect(keeper.ask(`it's a 'quote' \\ & | ! <-> :* ("`, { mode: 'text' })).resolves.toEqual([]);
  });

  it('finds by vectors, and by both, best first', async () => {
    const near = await keeper.ask('mail gatewey', { mode: 'vector' });
    expect(near[0]).toMatchObject({ document: 'smtp' });
    expect(near[0]?.score).toBeLessThanOrEqual(1);
    expect([...near].sort((a, b) => b.score - a.score)).toEqual(near);
    expect((await keeper.ask('remote access'))[0]).toMatchObject({ document: 'vpn', score: 1 });
    expect(await keeper.ask('remote access', { minScore: 1.1 })).toEqual([]);
  });

  it.each([
    [{ team: 'mail' }, ['smtp']],
    [{ team: { in: ['mail', 'docs'] } }, ['smtp', 'wiki']],
    [{ year: { gte: 2021, lt: 2024 } }, ['vpn']],
    [{ year: 2021, team: 'mail' }, []],
    [{ tags: 'edge' }, ['smtp', 'vpn']],
    [{ live: true }, ['smtp']],
    [{ live: { exists: true } }, ['smtp']],
    [{ team: { gt: 'mail' } }, ['network'].map(() => 'vpn')],
    [{}, ['smtp', 'vpn', 'wiki']],
  ])('keeps to the filter %j', async (filter, expected) => {
    for (const mode of ['text', 'vector', 'hybrid'] as const)
      expect(ids(await keeper.ask('mail remote access wiki', { mode, filter })).sort()).toEqual(expected);
  });

  it('looks for numbers in their index', async () => {
    const plan = await asOwner(fixture.test.ownerUrl, async (owner) => {
      // Of an empty table every index costs the same: without the other one it is seen whether this one can be used at all.
      await owner.query(`BEGIN; DROP INDEX maestro_document_facets_text; SET LOCAL ROLE maestro_app;
        SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;
        SET LOCAL "app.tenant_id" = '${keeper.tenantId}'`);
      await owner.query(`PREPARE filtering AS ${statement('filter_documents').text}`);
      const { rows } = await owner.query<object>('EXPLAIN EXECUTE filtering(NULL, NULL, NULL, NULL)');
      await owner.query('ROLLBACK');
      return rows.flatMap((line) => Object.values(line)).join('\n');
    });
    expect(plan).toMatch(
      /maestro_document_facets_number.*\n.*Index Cond:.*number_value >= .*number_value <= /,
    );
  });

  it('sees nothing of other tenants, and no index of words does', async () => {
    const other = await fixture.newTenant();
    await other.make();
    expect(await other.ask('mail')).toEqual([]);
    const seen = await fixture.tenants.withTenant(other.tenantId, async (tx) => {
      await tx.query(`SELECT set_config('app.search', $1, true)`, ['mail | wiki']);
      return tx.query('SELECT chunk FROM maestro_chunk_terms');
    });
    expect(seen).toEqual([]);
  });
});

describe('a document', () => {
  it('is written once, and changes as a whole', async () => {
    const put = (text: string) => keeper.put({ id: 'a', text });
    expect(await put('one fish')).toMatchObject([{ status: 'new', document: { version: 1, chunks: 1 } }]);
    expect(await put('one fish')).toMatchObject([{ status: 'unchanged', document: { version: 1 } }]);
    expect(await put('two birds')).toMatchObject([{ status: 'changed', document: { version: 2 } }]);
    expect(await keeper.ask('fish', { mode: 'text' })).toEqual([]);
    expect(await keeper.ask('fish', { mode: 'vector' })).toMatchObject([{ text: 'two birds' }]);
    const audit = await rows(`SELECT detail->>'changed' AS changed FROM maestro_audit_entries
      WHERE tenant_id = $1 AND action = 'document.written' ORDER BY id`);
    expect(audit).toEqual([{ changed: '0' }, { changed: '1' }]);
  });

  it('has passages that are slices of its text, whatever it is made of', async () => {
    const page =
      '<html><head><title>Fish</title></head><body><h1>Fish &amp; birds</h1>' +
      `<script>bad()</script>${'<p>Fish swim in the water. Birds fly.</p>'.repeat(80)}</body></html>`;
    await keeper.put({ id: 'page', mediaType: 'text/html', content: Buffer.from(page) });
    const passages = await keeper.ask('fish', { k: 50 });
    const [row] = await rows<{ body: string }>('SELECT body FROM maestro_documents WHERE tenant_id = $1');
    expect(passages.length).toBeGreaterThan(2);
    expect(passages[0]?.title).toBe('Fish');
    for (const { text, from, to } of passages) expect(row?.body.slice(from, to)).toBe(text);
    expect(row?.body).toMatch(/^# Fish & birds\n\nFish swim/);
    expect(row?.body).not.toContain('bad()');
  });

  it('leaves counts as they were when it goes', async () => {
    const counts = () =>
      rows(`SELECT documents::int, chunks::int, words::int FROM maestro_collections WHERE tenant_id = $1`);
    const words = () =>
      rows(
        `SELECT word, chunks::int FROM maestro_collection_words WHERE tenant_id = $1 AND chunks > 0 ORDER BY 1`,
      );
    await keeper.put({ id: 'a', title: 'Fish', text: 'one fish two fish' });
    const before = [await counts(), await words()];
    await keeper.put({ id: 'b', title: 'Birds', text: 'one bird' });
    await inTenant((tx) => removeDocument(tx, { collection: 'notes', id: 'b', actor: 'x' }, () => undefined));
    expect([await counts(), await words()]).toEqual(before);
    await inTenant(async (tx) => removeCollection(tx, await lockCollection(tx, 'notes'), 'x'));
    expect(await rows('SELECT 1 FROM maestro_chunk_terms WHERE tenant_id = $1')).toEqual([]);
  });
});

describe('settings that change', () => {
  it('leave passages as they are until they are made anew', async () => {
    await keeper.put({ id: 'a', text: 'Die Häuser stehen.' }, { id: 'b', text: 'Ein Haus steht.' });
    expect(ids(await keeper.ask('Haus', { mode: 'text' }))).toEqual(['b']);
    await inTenant(async (tx) => {
      const changes = { language: 'german' as const, embedding: null };
      await changeCollection(tx, await lockCollection(tx, 'notes'), { changes, actor: 'x' });
    });
    const asked = { tenantId: keeper.tenantId, collection: 'notes', actor: 'x' };
    const parts = { tenants: fixture.tenants, ask: null };
    expect(await reindexSome(parts, asked)).toEqual({ reindexed: 2, remaining: 0 });
    expect(await reindexSome(parts, asked)).toEqual({ reindexed: 0, remaining: 0 });
    expect(ids(await keeper.ask('Haus')).sort()).toEqual(['a', 'b']);
    await expect(keeper.ask('Haus', { mode: 'vector' })).rejects.toMatchObject({
      code: 'conflicting-fields',
    });
  });
});

describe('faults', () => {
  it('a writer that dies in the middle leaves what was there', async () => {
    await keeper.put({ id: 'a', text: 'old text of a fish' });
    // The third statement of the transaction fails, as it does where the connection ends.
    await asOwner(fixture.test.ownerUrl, (owner) =>
      owner.query('ALTER TABLE maestro_collection_spellings ADD CONSTRAINT no CHECK (word <> $$poison$$)'),
    );
    await expect(keeper.put({ id: 'a', text: 'new poison of a bird' })).rejects.toThrow();
    await asOwner(fixture.test.ownerUrl, (owner) =>
      owner.query('ALTER TABLE maestro_collection_spellings DROP CONSTRAINT no'),
    );
    expect(await keeper.ask('fish', { mode: 'text' })).toMatchObject([
      { text: 'old text of a fish', version: 1 },
    ]);
    expect(await keeper.ask('bird', { mode: 'text' })).toEqual([]);
  });

  it('two writers of one document take turns, and readers see one version at a time', async () => {
    const text = (word: string) => `${word} `.repeat(800);
    await keeper.put({ id: 'a', text: text('red') });
    let writing = true;
    const writers = Promise.all(
      ['red', 'green', 'blue'].map(async (word) => {
        for (let i = 0; i < 4; i += 1) await keeper.put({ id: 'a', text: text(`${word}${i}`) });
      }),
    ).finally(() => (writing = false));
    const mixed: unknown[] = [];
    while (writing) {
      const passages = await keeper.ask('red0 red1 green2 blue3 red', { k: 20 });
      const versions = new Set(passages.map(({ version }) => version));
      if (versions.size > 1) mixed.push([...versions]);
    }
    await writers;
    expect(mixed).toEqual([]);
    const [row] = await rows(`SELECT d.version, count(*)::int = d.chunks AS whole FROM maestro_documents d
      JOIN maestro_chunks c ON c.tenant_id = d.tenant_id AND c.document = d.no WHERE d.tenant_id = $1 GROUP BY 1, d.chunks`);
    expect(row).toEqual({ version: 13, whole: true });
  });

  it('what is deleted while somebody searches is not found, and what comes is', async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ id: `d${i}`, text: `fish number ${i}` }));
    await keeper.put(...many);
    expect(await keeper.ask('fish', { mode: 'vector', k: 60 })).toHaveLength(60);
    const remove = (id: string) =>
      inTenant((tx) => removeDocument(tx, { collection: 'notes', id, actor: 'x' }, () => undefined));
    const [found] = await Promise.all([
      keeper.ask('fish', { mode: 'hybrid', k: 60 }),
      ...many.slice(0, 50).map(({ id }) => remove(id)),
    ]);
    expect(new Set(ids(found)).size).toBe(found.length);
    await keeper.put({ id: 'late', text: 'fish that came late' });
    for (const mode of ['text', 'vector', 'hybrid'] as const)
      expect(ids(await keeper.ask('fish', { mode, k: 60 })).sort()).toEqual(
        [...many.slice(50).map(({ id }) => id), 'late'].sort(),
      );
  });

  it('refuses what is not acceptable with where and why', async () => {
    const put = (document: object) => keeper.put({ id: 'x', text: 'y', ...document });
    await expect(put({ metadata: { a: { b: 1 } } })).rejects.toMatchObject({
      code: 'wrong-type',
      errors: [{ pointer: '/metadata/a' }],
    });
    await expect(put({ id: '' })).rejects.toMatchObject({
      code: 'out-of-range',
      errors: [{ pointer: '/id' }],
    });
    await expect(put({ mediaType: 'application/pdf' })).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/content', message: expect.stringContaining('PDF') }],
    });
    await expect(
      put({ mediaType: 'text/html', content: Buffer.from('<b>'.repeat(5_000)) }),
    ).rejects.toMatchObject({
      code: 'too-deep',
    });
    await expect(put({ content: Buffer.from([0xff, 0xfe]) })).rejects.toMatchObject({
      code: 'validation-failed',
    });
    await expect(keeper.put({ id: 'a', text: 'x' }, { id: 'a', text: 'y' })).rejects.toMatchObject({
      code: 'duplicate-id',
    });
    await expect(keeper.ask('x', { filter: { 'a b': 1 } })).rejects.toMatchObject({ code: 'invalid-filter' });
    await expect(keeper.ask('x', { filter: { a: { near: 1 } } })).rejects.toMatchObject({
      code: 'invalid-filter',
    });
    expect(local.provider).toBe('local');
  });
});
