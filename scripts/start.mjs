/**
 * Maestro on this machine, in one command: `npm start`.
 *
 *   npm start                    install, build, start everything, run an example, stay up
 *   npm start -- --once          the same, but stop after the example; exit code 0 where it succeeded
 *   npm start -- --no-example    only start
 *
 * DATABASE_URL and REDIS_URL, where given, are used instead of private servers. All else lies in `.maestro/`.
 */
import { build, checkNode, install, root, stateFolder } from './bootstrap.mjs';

checkNode();

const known = ['--once', '--no-example'];
const options = process.argv.slice(2);
const unknown = options.find((option) => !known.includes(option));
if (unknown) {
  console.error(`Unknown option "${unknown}". Options: ${known.join(', ')}.`);
  process.exit(64);
}

const began = Date.now();
if (install()) console.log(`installed in ${since(began)}`);
const building = Date.now();
if (build()) console.log(`built in ${since(building)}`);

const { startLocal } = await import('./local/stack.mjs');
const { runExample } = await import('./local/example.mjs');

let stack;
let stopping = false;
const stop = async (code) => {
  if (stopping) return;
  stopping = true;
  await stack?.stop();
  process.exit(code);
};
process.on('SIGINT', () => void stop(130));
process.on('SIGTERM', () => void stop(0));

try {
  stack = await startLocal({ root, stateDir: stateFolder(), log: (line) => console.log(line) });
  console.log(`ready in ${since(began)}`);
  if (!options.includes('--no-example')) {
    const result = await runExample(stack, { keepFeed: !options.includes('--once') });
    console.log(
      `\n  ${result.template} ${result.status} in ${result.duration_ms} ms: ${result.output ?? result.error}`,
    );
    console.log(`  first result after ${since(began)}`);
    if (options.includes('--once')) await stop(result.status === 'succeeded' ? 0 : 1);
  }
  if (!stopping && !options.includes('--once')) {
    console.log(`\n  API        ${stack.apiUrl}/api`);
    console.log(`  API docs   ${stack.apiUrl}/docs`);
    console.log(`  metrics    ${stack.metricsUrl}`);
    console.log(
      '  API key    in .maestro/local.json, where the command line finds it:\n             node apps/cli/bin/maestro.cjs status',
    );
    console.log('\n  Ctrl-C stops everything.');
  } else if (!stopping) await stop(0);
} catch (error) {
  console.error(
    ['StackError', 'StartError'].includes(error?.name) ? error.message : (error?.stack ?? String(error)),
  );
  await stop(1);
}

function since(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}
