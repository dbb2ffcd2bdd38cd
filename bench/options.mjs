/** The command line of the bench. */
import { parseArgs } from 'node:util';

export const groups = ['engine', 'growth', 'fairness', 'slots', 'stream', 'dashboard', 'retrieval', 'llm'];
export const peerNames = [
  'dbos-queue',
  'dbos-direct',
  'restate',
  'bullmq-flows',
  'pg-boss',
  'graphile-worker',
];

/** @throws Error with one line for the user */
export function readOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      workload: { type: 'string' },
      peers: { type: 'string' },
      rounds: { type: 'string' },
      prefill: { type: 'string' },
      concurrency: { type: 'string', default: '400' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'no-build': { type: 'boolean', default: false },
    },
  });
  if (values.only && !groups.includes(values.only))
    throw new Error(`There is no group "${values.only}". Groups: ${groups.join(', ')}.`);
  return {
    only: values.only ?? null,
    workloads: values.workload?.split(',') ?? null,
    peers: readPeers(values.peers),
    peersGiven: values.peers !== undefined,
    rounds: readCount('rounds', values.rounds ?? (values.quick ? '1' : '3')),
    prefill: readCount('prefill', values.prefill ?? (values.quick ? '50000' : '2000000')),
    concurrency: readCount('concurrency', values.concurrency),
    quick: values.quick,
    json: values.json,
    build: !values['no-build'],
  };
}

function readPeers(text) {
  if (text === undefined) return peerNames;
  const names = text === 'none' ? [] : text.split(',');
  const unknown = names.find((name) => !peerNames.includes(name));
  if (unknown) throw new Error(`There is no peer "${unknown}". Peers: ${peerNames.join(', ')}, or none.`);
  return names;
}

function readCount(name, text) {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} takes a whole number above 0, not "${text}".`);
}
