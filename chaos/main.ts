import { parseArgs } from 'node:util';
import { join, resolve } from 'node:path';
import { runAgentStorm, survived } from './agents/agent-storm';
import { held, runMoneyStorm, type MoneyReport } from './money/money-storm';
import { startSlots } from './slots/start';
import { isClean, summaryOf, type Report } from './report';
import { knownNames, runStorm } from './storm';

/**
 * `npm run chaos -- [--seed S] [--minutes M] [--rate R] [--only a,b] [--slots N] [--steps N] [--seeds N] [--json]`; see README.md beside it. Ends with 1
 * where an invariant was broken or a run is stuck, with 64 where the arguments are wrong.
 */
interface Arguments {
  seed: number;
  minutes: number;
  rate: number;
  only: string[];
  slots: number;
  steps: number;
  /** Storms over money, one seed after the other. */
  seeds: number;
  json: boolean;
}

/** Not part of a storm: it moves the clock, and counts. */
const SLOTS = 'slots';

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  const given = readArguments();
  if (given.only.includes(MONEY)) return moneyStorm(given);
  if (given.only.includes(AGENTS)) return agentStorm(given);
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

async function moneyStorm({ seed: first, seeds, json }: Arguments): Promise<number> {
  const well = [];
  for (let seed = first; seed < first + seeds; seed += 1)
    for (const crowd of ['http', 'models'] as const)
      well.push(told(await runMoneyStorm({ seed, crowd, log: print }), json));
  return well.every(Boolean) ? 0 : 1;
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

/** Of its own, too: it is about one run, and who is asked what by it. */
const AGENTS = 'agents';

async function agentStorm({ seed, steps, json }: Arguments): Promise<number> {
  const report = await runAgentStorm({ seed, steps, log: print });
  const { status, kills, asked, called, repeated, billed, spent, wrong } = report;
  for (const call of repeated) print(`REPEATED ${call}`);
  if (wrong !== null) print(`WRONG ${wrong}`);
  const line = `seed ${seed}: ${status} after ${kills} kills; ${asked} calls of the model, ${called} of tools, ${repeated.length} repeated; billed ${billed} of ${spent} spent`;
  print(json ? JSON.stringify(report) : line);
  return survived(report) ? 0 : 1;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '1' },
      rate: { type: 'string', default: '4' },
      only: { type: 'string' },
      slots: { type: 'string', default: '1000' },
      steps: { type: 'string', default: '50' },
      seeds: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.split(',').map((name) => name.trim()) ?? [];
  const alone = [MONEY, SLOTS, AGENTS].find((name) => only.includes(name));
  const names = [...knownNames, MONEY, SLOTS, AGENTS];
  const unknown = only.filter((name) => !names.includes(name));
  if (alone !== undefined && only.length > 1) throw new RangeError(`"${alone}" goes alone.`);
  if (unknown.length > 0) throw new RangeError(`There is no "${unknown[0]}". Names: ${names.join(', ')}.`);
  return {
    seed: number('--seed', values.seed ?? String(Date.now() % 1_000_000), [0, 2 ** 32 - 1]),
    minutes: number('--minutes', values.minutes, [0.1, 24 * 60]),
    rate: number('--rate', values.rate, [0.1, 1_000]),
    only,
    slots: number('--slots', values.slots, [1, 100_000]),
    steps: number('--steps', values.steps, [1, 190]),
    seeds: number('--seeds', values.seeds, [1, 1_000]),
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
