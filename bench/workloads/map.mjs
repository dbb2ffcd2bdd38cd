/** One map over many items, to its ordered result: its rate, and how much memory the worker took. */
import { measured } from '../measure/measured.mjs';
import { memoryOf } from '../measure/processes.mjs';
import { now } from '../measure/clock.mjs';
import { startOne } from '../product/starts.mjs';

const PATIENCE_MS = 300_000;

const source = {
  apiVersion: 'maestro/v1',
  kind: 'Workflow',
  metadata: { name: 'map' },
  spec: {
    inputs: { type: 'object', required: ['items'], properties: { items: { type: 'array' } } },
    nodes: [
      {
        id: 'each',
        kind: 'map',
        over: '${{ inputs.items }}',
        max_parallel: 1_000,
        body: {
          nodes: [{ id: 'item', kind: 'task', ref: 'noop', with: { value: '${{ item }}' } }],
          edges: [],
        },
      },
    ],
    edges: [],
    outputs: {
      count: '${{ size(tasks.each.output) }}',
      last: '${{ tasks.each.output[size(tasks.each.output) - 1].value }}',
    },
  },
};

/** @throws where the compiler refuses maps, or the result is not in order */
export async function runMap(servers, product, { quick, concurrency }) {
  const items = quick ? 10_000 : 100_000;
  const session = await product.open(servers, { concurrency });
  const { installation, tally } = session;
  try {
    const template = await installation.publish(installation.tenant, 'map', source);
    const run = async (count) => {
      const before = tally.ended;
      const inputs = { items: Array.from({ length: count }, (_, i) => i) };
      const began = now();
      const id = await startOne(installation, template, inputs);
      const ended = await tally.ends(before + 1, PATIENCE_MS);
      await checkResult(installation, id, count);
      return ended - began;
    };
    await run(500);
    const figures = await measured({ servers, session }, async () => {
      const ms = await run(items);
      return { steps: items, steps_per_s: (items * 1000) / ms };
    });
    const peaks = installation.services.worker.map(({ pid }) => memoryOf(pid, 'VmHWM'));
    return { ...figures, rss_mb: Math.max(...peaks) };
  } finally {
    await session.stop();
  }
}

async function checkResult({ sql }, runId, count) {
  const [row] = await sql(`SELECT status, outputs, error FROM maestro_runs WHERE id = '${runId}'`);
  if (row.status !== 'succeeded')
    throw new Error(`the run of the map ${row.status}: ${JSON.stringify(row.error)}`);
  if (row.outputs.count !== count || row.outputs.last !== count - 1)
    throw new Error(`the map's result is not ${count} items in order: ${JSON.stringify(row.outputs)}`);
}
