/** The page for the docs, made of the lines of one machine. */
import { cells } from './table.mjs';

const durability = [
  [
    'product',
    'Postgres, fsync, before the successor starts',
    'attempts, transitions and results of every run',
  ],
  [
    'dbos-queue, dbos-direct',
    'Postgres, fsync, before the next step',
    'status and step results of every workflow',
  ],
  ['restate', "the server's own log on one node; no Postgres", 'journal, for a limited time'],
  ['pg-boss', 'Postgres, fsync; job → next job by hand', 'single jobs, no workflow'],
  ['graphile-worker', 'Postgres, fsync; job → next job by hand', 'none: finished jobs are deleted'],
  [
    'bullmq-flows',
    'Redis, written every second: the last second may be lost',
    'none: finished jobs are removed',
  ],
];

const workloads = [
  ['w1', 'runs of 10 sequential steps, one run after another: latency of a whole run'],
  ['w2', '1 → 100 → 1 steps, one run after another: latency of a whole run'],
  ['w3', '10,000 runs of 5 sequential steps, submitted as fast as they are accepted'],
  ['w4', '5,000 runs of one step'],
  [
    'start_bulk, start_http',
    'from the submission to the beginning of the first step: 1,000 runs a second in bulk; 20 a second over HTTP',
  ],
  ['growth', 'w3 with finished runs in the database, against an empty one'],
  ['map', 'one map of 100,000 items, 1,000 at once, to its ordered result; the ratio is to the rate of w3'],
  [
    'fairness',
    'a tenant with 100,000 tasks beside 50 quiet ones: p95 of the wait for a first step; Jain’s index of tasks done while all have work',
  ],
  ['idle', 'api, scheduler and worker with nothing to do: statements a minute, resident memory of the three'],
  ['slots', '1,000 orchestras that are due in the same second; the leader with 100,000 of which none is'],
  [
    'stream',
    '200 readers of 500 events a second over HTTP; a thousand cut connections; readers that take nothing; a lost LISTEN; a revoked key; steps a second with and without readers',
  ],
  [
    'recovery',
    'a worker killed while it holds tasks, a leader killed, Redis emptied: until the work goes on',
  ],
  [
    'retrieval',
    '100,000 passages of one collection: p95 of a search by words, alone and within a filter; passages a second as they come in',
  ],
  [
    'llm',
    'one task that asks a model of a local provider: what the way there and back adds to the answer of the provider',
  ],
  ['limits', 'what Postgres and Redis do on this machine by themselves, against the steps a second of w3'],
];

/** `about`: the machine, the date. `plot`: the file name of the picture, beside the page. */
export function page(lines, { about, plot }) {
  return `# Benchmarks

Made by \`npm run bench\` and \`node bench/report.mjs\`; not edited by hand.

Figures are for comparing engines **within one run on one machine**: quote ratios, never absolute rates. Measured on
${about}. All contestants take turns on the same private Postgres (fsync and synchronous_commit on, 512 MB of shared
buffers) and Redis (append-only file, written every second), each on a fresh database, and figures are medians over the
rounds. Rounds during which other programs used half a core or more are left out; where there were only such, the row
says so. The product runs as it is shipped: a worker and a scheduler as processes of their own, tenancy, history, leases
and limits on.

![Steps a second and latency of each engine](${plot})

## Figures

The ratio is the product's value over the peer's: above 1 is better for rates, below 1 for times, CPU and bytes. CPU is
that of all processes together: client, workers, scheduler, servers.

${grid(['workload', 'metric', 'product', 'against', 'its value', 'ratio', 'goal', 'result'], lines.map(cells))}

## Workloads

Steps do nothing and return a small JSON value: what is measured is the engine.

${grid(['workload', 'what'], workloads)}

## What is durable where

Guarantees differ, and a figure is only as good as what it guarantees.

${grid(['engine', 'a step counts once it is in', 'what is kept'], durability)}

The chains of pg-boss and graphile-worker are made by hand, a job that adds the next: they do not know of a workflow.
\`dbos-direct\` starts workflows in the worker's own process, without a queue. Each peer has the tuning that its
documentation recommends; the head of each file in \`bench/peers\` says which.

## Again

\`\`\`
npm run bench -- --json > engine.jsonl
npm run bench -- --only growth --json > growth.jsonl
node bench/report.mjs engine.jsonl growth.jsonl
\`\`\`

A machine that does nothing else, two cores or more, 8 GB of memory; growth needs 20 GB of disk.
`;
}

function grid(heading, rows) {
  const line = (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heading), line(heading.map(() => '---')), ...rows.map(line)].join('\n');
}
