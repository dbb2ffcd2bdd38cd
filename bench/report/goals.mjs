/** What the product is to reach, beside the figures. `of: 'ratio'` holds against the peer, `'product'` by itself. */

const goal = (workload, metric, peer, { of = 'ratio', best, goal: wanted, moonshot = null }) => ({
  workload,
  metric,
  peer,
  of,
  best,
  goal: wanted,
  moonshot,
});

export const goals = [
  goal('w3', 'steps_per_s', 'dbos-queue', { best: 'max', goal: 15, moonshot: 30 }),
  goal('w3', 'steps_per_s', 'restate', { best: 'max', goal: 4 }),
  goal('w3', 'steps_per_s', 'bullmq-flows', { best: 'max', goal: 2, moonshot: 4 }),
  goal('w3', 'cpu_ms_per_step', 'dbos-queue', { best: 'min', goal: 1 / 12, moonshot: 1 / 25 }),
  goal('w3', 'cpu_ms_per_step', 'one worker', { best: 'min', goal: 1.15, moonshot: 1.05 }),
  goal('w3', 'wal_bytes_per_step', 'dbos-queue', { best: 'min', goal: 1, moonshot: 0.75 }),
  goal('w1', 'p50_ms', 'dbos-direct', { best: 'min', goal: 0.5, moonshot: 0.4 }),
  goal('w1', 'p50_ms', 'bullmq-flows', { best: 'min', goal: 1.75, moonshot: 1.5 }),
  goal('w2', 'p50_ms', 'dbos-queue', { best: 'min', goal: 0.2, moonshot: 0.1 }),
  goal('w4', 'runs_per_s', 'dbos-queue', { best: 'max', goal: 15, moonshot: 30 }),
  goal('start_bulk', 'p99_ms', null, { of: 'product', best: 'min', goal: 20, moonshot: 10 }),
  goal('start_http', 'p50_ms', null, { of: 'product', best: 'min', goal: 6, moonshot: 4 }),
  goal('start_http', 'p99_ms', null, { of: 'product', best: 'min', goal: 25, moonshot: 12 }),
  goal('growth', 'ratio', null, { of: 'product', best: 'max', goal: 0.95, moonshot: 0.98 }),
  goal('map', 'steps_per_s', 'w3', { best: 'max', goal: 0.5 }),
  goal('map', 'rss_mb', null, { of: 'product', best: 'min', goal: 300 }),
  goal('fairness', 'p95_ms', 'alone, no-op', { best: 'min', goal: 2, moonshot: 1.3 }),
  goal('fairness', 'p95_ms', 'alone, 5 s', { best: 'min', goal: 2, moonshot: 1.3 }),
  goal('fairness', 'jain', null, { of: 'product', best: 'max', goal: 0.95 }),
  goal('idle', 'queries_per_min', null, { of: 'product', best: 'min', goal: 90 }),
  goal('idle', 'rss_mb', null, { of: 'product', best: 'min', goal: 600 }),
  goal('slots', 'lateness_p99_s', 'burst', { of: 'product', best: 'min', goal: 1 }),
  goal('slots', 'all_created_s', 'burst', { of: 'product', best: 'min', goal: 2 }),
  goal('slots', 'leader_cpu', 'rest', { of: 'product', best: 'min', goal: 0.05 }),
  goal('slots', 'scans', 'rest', { of: 'product', best: 'min', goal: 0 }),
  goal('stream', 'p95_ms', 'follow', { of: 'product', best: 'min', goal: 150 }),
  goal('stream', 'wrong_sequences', 'follow', { of: 'product', best: 'min', goal: 0 }),
  goal('stream', 'wrong_sequences', 'breaks', { of: 'product', best: 'min', goal: 0 }),
  goal('stream', 'wrong_sequences', 'slow', { of: 'product', best: 'min', goal: 0 }),
  goal('stream', 'heal_s', 'deaf', { of: 'product', best: 'min', goal: 10 }),
  goal('stream', 'closed_s', 'revoked', { of: 'product', best: 'min', goal: 5 }),
  goal('stream', 'drop', 'cost', { of: 'product', best: 'min', goal: 0.05 }),
  goal('retrieval', 'text_p95_ms', null, { of: 'product', best: 'min', goal: 50 }),
  goal('retrieval', 'filtered_p95_ms', null, { of: 'product', best: 'min', goal: 50 }),
  goal('llm', 'overhead_p95_ms', 'alone', { of: 'product', best: 'min', goal: 10, moonshot: 5 }),
  goal('recovery', 'recovery_p99_s', 'worker', { of: 'product', best: 'min', goal: 15 }),
  goal('recovery', 'recovery_p99_s', 'leader', { of: 'product', best: 'min', goal: 10 }),
  goal('recovery', 'recovery_p99_s', 'redis', { of: 'product', best: 'min', goal: 10 }),
];

/** The goal of a line, or undefined. */
export function goalOf({ workload, metric, peer }) {
  return goals.find((one) => one.workload === workload && one.metric === metric && one.peer === peer);
}

/** `moonshot`, `met` or `missed`; null where there is no goal or no figure. */
export function verdict(line) {
  const wanted = goalOf(line);
  const value = wanted && (wanted.of === 'ratio' ? line.ratio : line.product);
  if (value === null || value === undefined) return null;
  const reaches = (bound) => bound !== null && (wanted.best === 'max' ? value >= bound : value <= bound);
  if (reaches(wanted.moonshot)) return 'moonshot';
  return reaches(wanted.goal) ? 'met' : 'missed';
}

/** `≥ 15`, `≤ 0.0833`; empty where there is no goal. */
export function goalText(line) {
  const wanted = goalOf(line);
  if (!wanted) return '';
  return `${wanted.best === 'max' ? '≥' : '≤'} ${Number(wanted.goal.toPrecision(3))}${wanted.of === 'ratio' ? ' ×' : ''}`;
}
