import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendJson } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const run = (...args: string[]) => use.cli.run(['collection', ...args], { api: use.api });
const asked = () => use.api.received.at(-1)?.body;
const shown = { name: 'kev', language: 'english', embedding: null, documents: 2, chunks: 3, description: '' };

describe('maestro collection', () => {
  const folder = mkdtempSync(join(tmpdir(), 'collection-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes, lists and deletes collections', async () => {
    answer('POST /api/collections', 201, shown);
    await run('create', 'kev', '--language', 'english', '--chunk-size', '800');
    expect(asked()).toEqual({ name: 'kev', language: 'english', chunk_size: 800 });
    expect((await run('create', 'kev', '--chunk-size', 'x')).code).toBe(64);
    answer('GET /api/collections', 200, { data: [shown], page: { next: null, has_more: false } });
    expect((await run('list')).stdout).toMatch(/kev +english +2 +3/);
    answer('DELETE /api/collections/kev', 200, shown);
    expect((await run('delete', 'kev')).stdout).toBe('kev: deleted\n');
  });

  it('adds files by their endings, under their names', async () => {
    const file = join(folder, 'page.html');
    writeFileSync(file, '<p>Fish</p>');
    answer('PUT /api/collections/kev/documents/page.html', 200, {
      id: 'page.html',
      status: 'new',
      chunks: 1,
    });
    const { stdout } = await run('add', 'kev', file, '--metadata', '{"team":"a"}');
    expect(stdout).toBe('page.html: new, 1 passages\n');
    const content = Buffer.from('<p>Fish</p>').toString('base64');
    expect(asked()).toEqual({
      content,
      encoding: 'base64',
      media_type: 'text/html',
      metadata: { team: 'a' },
    });
    expect((await run('add', 'kev', file, '--metadata', '[]')).code).toBe(64);
  });

  it('asks, and re-indexes until nothing remains', async () => {
    const chunk = { text: 'Fish\nswim', score: 1.5, document: 'page.html', title: 'Fish', start: 0, end: 9 };
    answer('POST /api/collections/kev/query', 200, { mode: 'text', chunks: [chunk], citations: [] });
    const found = await run('query', 'kev', 'fish?', '-k', '3', '--filter', '{"team":"a"}');
    expect(found.stdout).toBe('[1] 1.500 page.html, Fish (0-9)\n    Fish swim\n');
    expect(asked()).toEqual({ query: 'fish?', k: 3, filter: { team: 'a' } });
    let remaining = 2;
    use.api.instead.set('POST /api/collections/kev/reindex', (_, response) =>
      sendJson(response, 200, { reindexed: 5, remaining: (remaining -= 1) }),
    );
    expect(await run('reindex', 'kev')).toMatchObject({
      stdout: '10 documents re-indexed\n',
      stderr: '1 documents remain\n',
    });
  });
});
