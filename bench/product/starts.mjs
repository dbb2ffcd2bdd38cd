/** Starts of runs through the engine's library, as the API does. */
import { lib } from './packages.mjs';

/** Starts on their way at once: the engine gathers what meets into one statement. */
const WINDOW = 1_000;

const common = { createdBy: 'bench', traceparent: null, idempotencyKey: null };

/** Starts one run; resolves with its id once it is accepted. */
export async function startOne({ engine }, template, inputs = {}) {
  const { runId } = await lib('engine').startRun(engine, { ...template, ...common, inputs });
  return runId;
}

/** Starts one run for each element of `inputs`; resolves with their ids, in order. */
export async function startMany({ engine }, template, inputs) {
  const ids = [];
  for (let i = 0; i < inputs.length; i += WINDOW) {
    const requests = inputs
      .slice(i, i + WINDOW)
      .map((values) => ({ ...template, ...common, inputs: values }));
    const results = await lib('engine').startRuns(engine, requests);
    ids.push(...results.map(({ runId }) => runId));
  }
  return ids;
}
