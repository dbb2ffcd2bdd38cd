/**
 * `node bench/report.mjs FILE…` writes docs/benchmarks.md and its plot from what `npm run bench -- --json` printed on
 * this machine. Of two lines about the same thing, the later counts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../scripts/bootstrap.mjs';
import { page } from './report/markdown.mjs';
import { plot } from './report/plot.mjs';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node bench/report.mjs FILE… (lines of `npm run bench -- --json`)');
  process.exit(64);
}
const lines = new Map();
for (const text of files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter(Boolean)) {
  const line = JSON.parse(text);
  lines.set(`${line.workload} ${line.metric} ${line.peer}`, line);
}
const docs = join(root, 'docs');
const markdown = page([...lines.values()], { about: machine(), plot: 'benchmarks.svg' });
const style = await resolveConfig(join(docs, 'benchmarks.md'));
writeFileSync(join(docs, 'benchmarks.md'), await format(markdown, { ...style, parser: 'markdown' }));
writeFileSync(join(docs, 'benchmarks.svg'), plot([...lines.values()]));
console.log('docs/benchmarks.md and docs/benchmarks.svg are written.');

function machine() {
  const cores = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  return `${date}, on ${cores.length} cores (${cores[0]?.model.trim()}), ${memory} GB of memory, ${process.platform}, Node ${process.versions.node}`;
}
