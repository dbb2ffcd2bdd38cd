import { version } from '../package.json';

function main(): void {
  const argv = process.argv.slice(2);
  // Asked by scripts and editors again and again: answered before anything else is loaded.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    process.stdout.write(`${version}\n`);
    return;
  }
  const { start } = require('./start') as typeof import('./start');
  void start(argv, version);
}

main();
