/** What an `llm_call` takes beyond the answer of its provider: key, price, reservation, stream, ledger, journal. */
import { randomBytes } from 'node:crypto';
import { now, pause } from '../measure/clock.mjs';
import { measured } from '../measure/measured.mjs';
import { percentile } from '../measure/statistics.cjs';
import { callerOf } from '../peers/json-http.mjs';
import { allowHost } from '../product/holding-server.mjs';
import { startModelServer } from '../product/model-server.mjs';
import { startOne } from '../product/starts.mjs';

const PATIENCE_MS = 120_000;
const WARM_UP = 30;

const source = {
  apiVersion: 'maestro/v1',
  kind: 'Workflow',
  metadata: { name: 'ask' },
  spec: {
    inputs: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    nodes: [
      {
        ...{ id: 'ask', kind: 'task', ref: 'llm_call' },
        with: { model: 'bench', system: 'You are quick.', prompt: '${{ inputs.id }}', max_tokens: 100 },
      },
    ],
    edges: [],
    budget: { cap: '1.00 USD' },
  },
};

/**
 * Calls one after the other, or so many at once. Each has a key to open, a price, a budget of its run, and text that is shown as it
 * comes.
 *
 * @returns `overhead`: from the claim of the task, `whole`: from the start of its run, both to the durable end and less what the
 * provider took
 */
export async function runModelCalls(servers, product, { atOnce = 1, quick, concurrency }) {
  const env = { MAESTRO_MASTER_KEYS: `k1:${randomBytes(32).toString('base64')}` };
  const session = await product.open(servers, { concurrency, env: { ...env, BENCH_CLAIMS: '1' } });
  const models = await startModelServer({ thinkMs: 100, pieceMs: 5 });
  try {
    const bench = { session, models, template: await prepare(session.installation, models, env) };
    const play = atOnce > 1 ? (ids) => together(bench, ids, atOnce) : (ids) => inTurn(bench, ids);
    await play(idsOf('warm', Math.max(WARM_UP, atOnce)));
    await pause(500);
    const count = atOnce > 1 ? atOnce * (quick ? 2 : 5) : quick ? 60 : 200;
    return await measured({ servers, session }, async () => {
      const began = now();
      const spans = await play(idsOf('q', count));
      const figures = { calls_per_s: (count * 1000) / (now() - began), ...percentiles(spans) };
      await verify(session.installation, models);
      return { steps: count, ...figures };
    });
  } finally {
    models.close();
    await session.stop();
  }
}

async function prepare(installation, models, env) {
  const api = await installation.start('api', { env });
  const call = callerOf(Number(new URL(api.url).port));
  const headers = { authorization: `Bearer ${installation.tenant.apiKey}` };
  await allowHost(installation, installation.tenant, models.host);
  await call('PUT', '/api/secrets/BENCH_KEY', { value: 'sk-bench-0123456789' }, headers);
  const served = [{ name: 'bench', context_tokens: 100_000 }];
  const provider = {
    ...{ name: 'bench', kind: 'openai', base_url: models.url },
    secret: 'BENCH_KEY',
    models: served,
  };
  await call('POST', '/api/model-providers', provider, headers);
  await call('PUT', '/api/model-pricing/bench', { input_nanos: 1_000, output_nanos: 4_000 }, headers);
  return installation.publish(installation.tenant, 'ask', source);
}

async function inTurn({ session, models, template }, ids) {
  const { tally, installation } = session;
  const spans = [];
  for (const id of ids) {
    const before = tally.ended;
    const claims = tally.begins.size;
    const began = now();
    await startOne(installation, template, { id });
    const ended = await tally.ends(before + 1, PATIENCE_MS);
    const took = tookBy(models, id);
    spans.push({ whole: ended - began - took, overhead: ended - tally.begins.get(claims + 1) - took });
  }
  return spans;
}

/** Waves of so many: what each run took is what the database says. */
async function together({ session, models, template }, ids, atOnce) {
  const { tally, installation } = session;
  const spans = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    const wave = ids.slice(from, from + atOnce);
    const before = tally.ended;
    const runs = await Promise.all(wave.map((id) => startOne(installation, template, { id })));
    await tally.ends(before + wave.length, PATIENCE_MS);
    const rows = await installation.sql(
      `SELECT id, extract(epoch FROM finished_at - created_at) * 1000 AS ms FROM maestro_runs WHERE id = ANY ('{${runs.join()}}')`,
    );
    const ms = new Map(rows.map((row) => [row.id, Number(row.ms)]));
    for (const [n, id] of wave.entries()) spans.push({ whole: ms.get(runs[n]) - tookBy(models, id) });
  }
  return spans;
}

const idsOf = (name, count) => Array.from({ length: count }, (_, n) => `${name} ${n}`);

function tookBy({ times }, id) {
  const { asked, answered } = times.get(id);
  return answered - asked;
}

function percentiles(spans) {
  return Object.fromEntries(
    ['overhead', 'whole'].flatMap((name) => {
      const values = spans.flatMap((span) => span[name] ?? []);
      return values.length === 0
        ? []
        : [50, 95].map((p) => [`${name}_p${p}_ms`, percentile(values, p / 100)]);
    }),
  );
}

/** What the provider billed must be what the ledger has, to the micro-dollar. */
async function verify({ sql }, models) {
  const [row] = await sql(
    `SELECT count(*)::int AS entries, sum(amount)::float8 AS micros, count(*) FILTER (WHERE flags <> '{}')::int AS odd FROM maestro_cost_entries`,
  );
  const { calls, micros } = models.bill({ input: 1_000, output: 4_000 });
  if (row.entries !== calls || row.odd > 0 || row.micros !== micros)
    throw new Error(
      `the ledger has ${row.entries} entries and ${row.micros}, the provider ${calls} and ${micros}`,
    );
}
