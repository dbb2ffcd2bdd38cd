import { parseArgs } from 'node:util';
import { join, resolve } from 'node:path';
import { held, runMoneyStorm, type MoneyReport } from './money/money-storm';
import { startSlots } from './slots/start';
import { isClean, summaryOf, type Report } from './report';
import { knownNames, runStorm } from './storm';

/**
 * `npm run chaos -- [--seed S] [--minutes M] [--rate R] [--only a,b] [--slots N] [--json]`; see README.md beside it. Ends with 1
 * where an invariant was broken or a run is stuck, with 64 where the arguments are wrong.
 */
interface Arguments {
  seed: number;
  minutes: number;
  rate: number;
  only: string[];
  slots: number;
  json: boolean;
}

/** Not part of a storm: it moves the clock, and counts. */
const SLOTS = 'slots';

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const given = readArguments();
  if (given.only.includes(MONEY)) return moneyStorm(given);
  if (given.only.includes(SLOTS)) return startSlots({ ...given, log: print });
  const report = await runStorm({
    seed: given.seed,
    durationMs: given.minutes * 60_000,
    pace: given.minutes < 2 ? 'dense' : 'steady',
    rate: given.rate,
    only: given.only,
    folder: resolve(__dirname, '..', '.maestro', 'chaos'),
    // With --json the last line is for a program; those before it are for whoever watches.
    log: print,
  });
  for (const { id, says, count, rows } of report.violations)
    print(`BROKEN ${id} ${says}: ${count}, such as ${JSON.stringify(rows[0])}`);
  print(given.json ? JSON.stringify(summaryOf(report)) : sentence(report));
  return isClean(report) ? 0 : 1;
}

/** Of its own: no other fault or workload goes with it, as it says what it came to in units of money. */
const MONEY = 'money';

async function moneyStorm({ seed, json }: Arguments): Promise<number> {
  const reports = [];
  for (const crowd of ['http', 'models'] as const)
    reports.push(await runMoneyStorm({ seed, crowd, log: print }));
  return reports.map((report) => told(report, json)).every(Boolean) ? 0 : 1;
}

/** Prints what a storm came to; whether the money held. */
function told(report: MoneyReport, json: boolean): boolean {
  const { seed, crowd, cap, billed, spent, reserved, usable, calls, kills, broken } = report;
  for (const rule of broken) print(`BROKEN ${rule}`);
  print(`${calls} calls were billed, ${kills} workers killed`);
  const line = `seed ${seed}, ${crowd}: billed ${billed} and spent ${spent} of ${cap}, ${reserved} reserved, ${usable} usable`;
  print(json ? JSON.stringify({ seed, crowd, cap, billed, spent, reserved, usable }) : line);
  return held(report);
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '1' },
      rate: { type: 'string', default: '4' },
      only: { type: 'string' },
      slots: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.split(',').map((name) => name.trim()) ?? [];
  const alone = [MONEY, SLOTS].find((name) => only.includes(name));
  const names = [...knownNames, MONEY, SLOTS];
  const unknown = only.filter((name) => !names.includes(name));
  if (alone !== undefined && only.length > 1) throw new RangeError(`"${alone}" goes alone.`);
  if (unknown.length > 0) throw new RangeError(`There is no "${unknown[0]}". Names: ${names.join(', ')}.`);
  return {
    seed: number('--seed', values.seed ?? String(Date.now() % 1_000_000), [0, 2 ** 32 - 1]),
    minutes: number('--minutes', values.minutes, [0.1, 24 * 60]),
    rate: number('--rate', values.rate, [0.1, 1_000]),
    only,
    slots: number('--slots', values.slots, [1, 100_000]),
    json: values.json,
  };
}

function number(name: string, text: string, [least, most]: [number, number]): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a number from ${least} to ${most}.`);
}

function sentence({ seed, runs, tasks, faults, violations, stuck, p99RecoveryS, folder }: Report): string {
  const counts = `${runs} runs, ${tasks} tasks, ${faults.length} faults`;
  const verdict = `${violations.length} invariants broken, ${stuck.length} runs stuck`;
  return `seed ${seed}: ${counts}; ${verdict}; recovered within ${p99RecoveryS} s (99 %); ${join(folder, 'history.jsonl')}`;
}

// Services end with this process, in whatever way it ends; the servers see their channel close.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    const wrong = error instanceof RangeError || error instanceof TypeError;
    process.stderr.write(`${wrong ? error.message : error.stack}\n`);
    process.exit(wrong ? 64 : 1);
  },
);
