/** From the submission of a run to the beginning of its first step: in bulk from the library, and over HTTP. */
import { now, pause } from '../measure/clock.mjs';
import { percentile } from '../measure/statistics.cjs';
import { measured } from '../measure/measured.mjs';
import { callerOf } from '../peers/json-http.mjs';
import { lib } from '../product/packages.mjs';
import { startMany } from '../product/starts.mjs';

const PATIENCE_MS = 60_000;
const BULK_RATE = 1_000;
const BULK_EVERY_MS = 20;
const HTTP_RATE = 20;

/** 1,000 runs a second for some seconds, twenty in each call. */
export async function runBulkStarts(servers, product, { quick, concurrency }) {
  return withStarts({ servers, product, concurrency }, async (session) => {
    const template = await session.prepare('one');
    const submit = async () => {
      const size = (BULK_RATE * BULK_EVERY_MS) / 1000;
      return startMany(
        session.installation,
        template,
        Array.from({ length: size }, () => ({})),
      );
    };
    await paced(session, submit, { everyMs: BULK_EVERY_MS, calls: 50 });
    return paced(session, submit, { everyMs: BULK_EVERY_MS, calls: (quick ? 2_000 : 8_000) / BULK_EVERY_MS });
  });
}

/** 20 requests a second to the API process. */
export async function runHttpStarts(servers, product, { quick, concurrency }) {
  return withStarts({ servers, product, concurrency }, async (session) => {
    await session.prepare('one');
    const api = await session.installation.start('api');
    const call = callerOf(Number(new URL(api.url).port));
    const headers = { authorization: `Bearer ${session.installation.tenant.apiKey}` };
    const { parseId } = lib('persistence');
    const submit = async () => {
      const run = JSON.parse(await call('POST', '/api/runs', { template: 'one', inputs: {} }, headers));
      return [parseId('run', run.id)];
    };
    await paced(session, submit, { everyMs: 20, calls: 50 });
    return paced(session, submit, { everyMs: 1000 / HTTP_RATE, calls: (quick ? 5 : 15) * HTTP_RATE });
  });
}

async function withStarts({ servers, product, concurrency }, work) {
  const session = await product.open(servers, { begins: true, concurrency });
  try {
    return await measured({ servers, session }, () => work(session));
  } finally {
    await session.stop();
  }
}

/** Calls at their due times, whether earlier ones have returned or not; then the latencies of all their runs. */
async function paced({ tally }, submit, { everyMs, calls }) {
  const submissions = [];
  const began = now();
  for (let i = 0; i < calls; i += 1) {
    const early = began + i * everyMs - now();
    if (early > 0) await pause(early);
    const at = now();
    submissions.push(submit().then((ids) => ids.map((id) => ({ id, at }))));
  }
  const runs = (await Promise.all(submissions)).flat();
  await waitForAll(tally, runs);
  const latencies = runs.map(({ id, at }) => tally.begins.get(id) - at);
  return { steps: runs.length, p50_ms: percentile(latencies, 0.5), p99_ms: percentile(latencies, 0.99) };
}

async function waitForAll(tally, runs) {
  const deadline = now() + PATIENCE_MS;
  while (runs.some(({ id }) => !tally.begins.has(id))) {
    if (now() > deadline) throw new Error('some runs never began');
    await pause(20);
  }
}
