/** Retrieval: a collection of many passages, and what it takes to find the ones that answer. */
import { lib } from '../product/packages.mjs';
import statistics from '../measure/statistics.cjs';

const WORDS_OF_PASSAGE = 90;
const VOCABULARY = 60_000;
const DIMENSIONS = 384;
const QUESTIONS = 300;
const AT_ONCE = 500;

/** A source of chance that gives the same each time. */
function chance(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A word by its rank: the first are as common as "the", as in any language. */
function wordOf(rank) {
  const letters = 'etaoinshrdlcumwfgypbvk';
  let word = '';
  for (let n = rank + 500; n > 0; n = Math.floor(n / letters.length)) word += letters[n % letters.length];
  return `w${word}`;
}

const zipf = (random) => Math.floor(VOCABULARY ** random()) - 1;

function passage(random) {
  return Array.from({ length: WORDS_OF_PASSAGE }, () => wordOf(zipf(random))).join(' ');
}

/** Questions of two to five words; every fourth has one that is mistyped. */
function questionOf(random, i) {
  const words = Array.from({ length: 2 + Math.floor(random() * 4) }, () => wordOf(zipf(random)));
  if (i % 4 === 3) {
    const long = wordOf(20_000 + Math.floor(random() * 20_000));
    words[0] = `${long.slice(0, 2)}${long[3] ?? ''}${long[2] ?? ''}${long.slice(4)}`;
  }
  return words.join(' ');
}

/** Milliseconds of questions in each mode, and what filling the collection took. */
export async function runRetrieval(servers, { quick, say }) {
  const { migrateDatabase, provisionRoles, openTenantDatabase, insertTenant, newId } = lib('persistence');
  const { createCollection, ingestDocuments, search, VectorSearch } = lib('retrieval');
  const passages = quick ? 10_000 : 100_000;
  const url = await servers.freshDatabase('bench_retrieval');
  await migrateDatabase(url);
  const { appUrl } = await provisionRoles(url, 'bench');
  const tenants = await openTenantDatabase({ url: appUrl, max: 4, application: 'bench' });
  const random = chance(7);
  const vector = () => Array.from({ length: DIMENSIONS }, () => Math.round((random() - 0.5) * 1_000) / 1_000);
  const ask = async ({ texts }) => texts.map(vector);
  const parts = { tenants, ask, vectors: new VectorSearch(tenants) };
  try {
    const tenantId = newId();
    const fields = { name: 'bench', description: '', language: 'english', chunkSize: 1_200, chunkOverlap: 0 };
    await tenants.withTenant(tenantId, async (tx) => {
      await insertTenant(tx, { name: 'bench', env: 'test' });
      await createCollection(tx, { ...fields, embedding: { provider: 'bench', model: 'random' } }, 'bench');
    });
    const timesOf = async (name, more, asked) => {
      const random = chance(11);
      const times = [];
      const count = more.mode === 'vector' ? 40 : QUESTIONS;
      for (let i = -5; i < count; i += 1) {
        const question = questionOf(random, Math.abs(i));
        const start = performance.now();
        await search(asked, { tenantId, collection: 'bench', query: question, ...more });
        // The first ones read what later ones find in memory.
        if (i >= 0) times.push(performance.now() - start);
      }
      const at = (part) => statistics.percentile(times, part);
      return { [`${name}_p50_ms`]: at(0.5), [`${name}_p95_ms`]: at(0.95) };
    };
    const began = performance.now();
    for (let from = 0; from < passages; from += AT_ONCE) {
      const documents = Array.from({ length: AT_ONCE }, (_, i) => ({
        id: `d${from + i}`,
        mediaType: 'text/plain',
        content: Buffer.from(passage(random)),
        metadata: { shard: (from + i) % 100 },
      }));
      await ingestDocuments(parts, { tenantId, collection: 'bench', documents, actor: 'bench' });
      if (from % 20_000 === 0) say(`retrieval: ${from} of ${passages} passages`);
    }
    const seconds = (performance.now() - began) / 1_000;
    await servers.sql('VACUUM ANALYZE', 'bench_retrieval');
    const figures = { passages_per_s: passages / seconds };
    for (const [name, more] of [
      ['text', { mode: 'text' }],
      ['filtered', { mode: 'text', filter: { shard: 7 } }],
      ['vector', { mode: 'vector' }],
    ])
      Object.assign(figures, await timesOf(name, more, parts));
    const installed = process.env.MAESTRO_TEST_PGVECTOR;
    if (installed) {
      await addPgvector(servers, installed);
      const fresh = await openTenantDatabase({ url: appUrl, max: 4, application: 'bench' });
      const inDatabase = { ...parts, tenants: fresh, vectors: new VectorSearch(fresh, 0) };
      Object.assign(figures, await timesOf('pgvector', { mode: 'vector' }, inDatabase));
      await fresh.close();
    }
    return figures;
  } finally {
    await tenants.close();
  }
}

/** Has the database find pgvector in an installation of the same major version. */
async function addPgvector(servers, folder) {
  const libraries = `$libdir:${folder}/lib/postgresql`;
  await servers.sql(`ALTER DATABASE bench_retrieval SET dynamic_library_path = '${libraries}'`);
  await servers.sql(
    `SET extension_control_path = '$system:${folder}/share/postgresql'; SET dynamic_library_path = '${libraries}'; CREATE EXTENSION vector`,
    'bench_retrieval',
  );
}
