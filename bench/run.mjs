/** `npm run bench`: see README.md beside it. */
import { build, checkNode, install } from '../scripts/bootstrap.mjs';
import { installPeers } from './install.mjs';
import { readOptions } from './options.mjs';

checkNode();
const options = readOrLeave();
// With --json, standard output holds nothing but the result.
const say = options.json ? console.error : console.log;
if (options.only === 'dashboard') {
  say('There is no dashboard yet: nothing to measure.');
  process.exit(0);
}
if (options.build) {
  install();
  build();
}
if (options.peers.length > 0) installPeers(say);

// Loaded now, not before: all of these need what was installed and built.
const { runBench } = await import('./bench.mjs');
const { table } = await import('./report/table.mjs');
const lines = await runBench(options, say);
if (options.json) for (const line of lines) console.log(JSON.stringify(line));
else console.log(`\n${table(lines)}`);
process.exit(0);

function readOrLeave() {
  try {
    return readOptions();
  } catch (error) {
    console.error(error.message);
    process.exit(64);
  }
}
