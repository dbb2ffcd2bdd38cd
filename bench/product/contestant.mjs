/** The product, measured as it is shipped: worker and scheduler processes, tenancy, history, leases, limits. */
import { now, until } from '../measure/clock.mjs';
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
async function open(servers, { workers = 1, begins = false, prefilled = 0, concurrency = 200 }) {
  const installation = await install(servers, { concurrency });
  const tally = new Tally();
  const published = new Map();
  const template = async (kind) => {
    if (!published.has(kind))
      published.set(kind, await installation.publish(installation.tenant, kind, templates[kind].source));
    return published.get(kind);
  };
  if (prefilled > 0) await prefill(installation, await template('chain5'), prefilled);
  const env = begins ? { BENCH_BEGINS: '1' } : {};
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
    verify: (count) => verify(installation, count + prefilled),
    pids: () => installation.pids(),
    stop: () => installation.stop(),
  };
}

async function verify(installation, expected) {
  const began = now();
  const succeeded = async () => {
    const [row] = await installation.sql(
      `SELECT count(*)::int AS count FROM maestro_runs WHERE status = 'succeeded'`,
    );
    return row.count === expected || (now() - began > 5_000 && row);
  };
  const answer = await until(succeeded, { what: 'all runs succeeded', everyMs: 100 });
  if (answer !== true) throw new Error(`${answer.count} runs succeeded, not ${expected}`);
}
