/** The product, measured as it is shipped: worker and scheduler processes, tenancy, history, leases, limits. */
import { now, pause } from '../measure/clock.mjs';
import { Tally } from '../measure/tally.mjs';
import { install } from './installation.mjs';
import { prefill } from './prefill.mjs';
import { startMany, startOne } from './starts.mjs';
import { templates } from './templates.mjs';

export const product = {
  name: 'product',
  guarantee:
    'each step committed with fsync in Postgres before its successor starts; history and leases kept',
  open,
};

/** See README.md, "A contestant". */
async function open(servers, options) {
  const { workers = 1, begins = false, prefilled = 0, concurrency = 400, keep, env: own = {} } = options;
  const installation = await install(servers, { concurrency, keep });
  const tally = new Tally();
  const published = new Map();
  const template = async (kind) => {
    if (!published.has(kind))
      published.set(kind, await installation.publish(installation.tenant, kind, templates[kind].source));
    return published.get(kind);
  };
  if (prefilled > 0 && installation.isNew) await prefill(installation, await template('chain5'), prefilled);
  const succeededBefore = await succeeded(installation);
  const env = { ...(begins ? { BENCH_BEGINS: '1' } : {}), ...own };
  await installation.start('scheduler');
  for (let i = 0; i < workers; i += 1) await installation.start('worker', { tally, env });
  return {
    tally,
    installation,
    prepare: template,
    submit: async (kind) => startOne(installation, await template(kind)),
    submitMany: async (kind, ids) =>
      startMany(
        installation,
        await template(kind),
        ids.map(() => ({})),
      ),
    /** What the probe reports must be what the database says. */
    verify: (count) => verify(installation, succeededBefore + count),
    pids: () => installation.pids(),
    stop: () => installation.stop(),
  };
}

async function verify(installation, expected) {
  const began = now();
  while ((await succeeded(installation)) !== expected) {
    if (now() - began > 5_000)
      throw new Error(`${await succeeded(installation)} runs succeeded, not ${expected}`);
    await pause(100);
  }
}

async function succeeded({ sql }) {
  const [row] = await sql(`SELECT count(*)::int AS count FROM maestro_runs WHERE status = 'succeeded'`);
  return row.count;
}
