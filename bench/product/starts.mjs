/** Starts of runs through the engine's library, as the API does. */
import { lib } from './packages.mjs';

const AT_ONCE = 16;
const BULK = 200;

const common = { createdBy: 'bench', traceparent: null, idempotencyKey: null };

/** Starts one run; resolves with its id once it is accepted. */
export async function startOne({ engine }, template, inputs = {}) {
  const { runId } = await lib('engine').startRun(engine, { ...template, ...common, inputs });
  return runId;
}

/** Starts one run for each element of `inputs`, in bulk where the engine can; resolves with their ids, in order. */
export async function startMany(installation, template, inputs) {
  const { startRuns } = lib('engine');
  const ids = [];
  if (!startRuns) {
    let next = 0;
    const one = async () => {
      for (let i = next++; i < inputs.length; i = next++)
        ids[i] = await startOne(installation, template, inputs[i]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    return ids;
  }
  for (let i = 0; i < inputs.length; i += BULK) {
    const runs = inputs.slice(i, i + BULK).map((values) => ({ ...common, inputs: values }));
    const results = await startRuns(installation.engine, { ...template, ...common, runs });
    ids.push(...results.map(({ runId }) => runId));
  }
  return ids;
}
