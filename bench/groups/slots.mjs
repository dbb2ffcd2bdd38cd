/** `--only slots`: schedules that are due at once, and many that are not. Product only. */
import { line } from '../report/results.mjs';
import { runManyOrchestras, runSlotBurst } from '../workloads/slots.mjs';

const workloads = [
  { name: 'burst', run: runSlotBurst, metrics: ['lateness_p99_s', 'all_created_s'] },
  { name: 'rest', run: runManyOrchestras, metrics: ['leader_cpu', 'scans'] },
];

/** Measures into `bench.results`; resolves with the lines of this group. */
export async function slotsGroup(bench) {
  const { servers, product, dose, results, wants } = bench;
  for (const { name, run } of workloads)
    if (wants(name)) await bench.measure('slots', name, () => run(servers, product, dose));
  return workloads.flatMap(({ name, metrics }) =>
    metrics
      .filter(() => results.has('slots', name))
      .map((metric) =>
        line('slots', metric, {
          product: results.value('slots', name, metric),
          peer: name,
          noisy: results.isNoisy('slots', name),
        }),
      ),
  );
}
