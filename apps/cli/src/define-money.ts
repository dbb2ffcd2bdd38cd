import type { Command } from 'commander';
import { collect } from './collect';
import type { BudgetAction, BudgetOptions } from './commands/budget';
import type { AnomalyOptions } from './commands/anomalies';
import type { CostOptions } from './commands/cost';
import { own } from './own-options';

/** Defines the second words of a command of commands. */
type Define = (usage: string, description: string) => Command;

/** The second words of `maestro budget`. `act` is called with the command they belong to, for its global options. */
export function defineBudget(
  define: Define,
  act: (command: Command, asked: BudgetAction) => Promise<void>,
): void {
  define('list', 'show what may be spent, is spent, and is left').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create', 'open an account: of the tenant, unless another is named')
    .requiredOption('--cap <amount>', 'what may be spent, as "50.00 USD"')
    .option('--run <run>', 'of this run')
    .option('--orchestra <orchestra>', 'of this orchestra')
    .option('--template <template>', 'of this template, by its id')
    .option('--period <period>', 'day, week or month: when it begins anew; total unless told')
    .option('--timezone <zone>', 'where the midnight is at which it does, as Europe/Berlin')
    .option('--note <text>', 'what it is for')
    .action(function (this: Command) {
      return act(this, { action: 'create', options: own<BudgetOptions>(this) });
    });
  define('top-up <budget> <amount>', 'raise a cap, and let what waits for it go on').action(function (
    this: Command,
    id: string,
    amount: string,
  ) {
    return act(this, { action: 'top-up', id, amount });
  });
  define('burn <budget>', 'show how fast an account is used up').action(function (this: Command, id: string) {
    return act(this, { action: 'burn', id });
  });
  define('stop', 'pull the kill switch: nothing that costs money begins, and no run starts')
    .option('--all', 'cancel the open runs as well')
    .option('--reason <text>', 'why, for the audit')
    .action(function (this: Command) {
      const { all = false, reason } = own<{ all?: boolean; reason?: string }>(this);
      return act(this, { action: 'stop', all, ...(reason === undefined ? {} : { reason }) });
    });
  define('go-on', 'turn the kill switch off: what waited for it goes on')
    .option('--reason <text>', 'why, for the audit')
    .action(function (this: Command) {
      return act(this, { action: 'go-on', ...own<{ reason?: string }>(this) });
    });
}

/** `maestro cost`. */
export function defineCost(
  define: Define,
  act: (command: Command, options: CostOptions) => Promise<void>,
): void {
  define('cost', 'show what was spent, and on what')
    .alias('costs')
    .option(
      '--by <group>',
      'template, orchestra, run, task, agent, model, handler or day; may be repeated',
      collect,
    )
    .option('--from <instant>', 'only what was charged at this instant or later')
    .option('--to <instant>', 'only what was charged before this instant')
    .action(function (this: Command) {
      return act(this, own<CostOptions>(this));
    });
}

/** `maestro anomalies`. */
export function defineAnomalies(
  define: Define,
  act: (command: Command, options: AnomalyOptions) => Promise<void>,
): void {
  define('anomalies', 'show runs that took unusually long or cost unusually much')
    .option('--template <template>', 'only of this template, by its id')
    .option('--limit <n>', 'how many, the newest first', '50')
    .action(function (this: Command) {
      return act(this, own<AnomalyOptions>(this));
    });
}
