import type { Command } from 'commander';
import { collect } from './collect';
import type { ListOptions, OrchestraAction, OrchestraOptions, PlayOptions } from './commands/orchestra';
import type { BackfillOptions, NextOptions } from './commands/schedule';
import { own } from './own-options';

/** The second words of `maestro orchestra`. `act` is called with the command they belong to, for its global options. */
export function defineOrchestra(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: OrchestraAction) => Promise<void>,
): void {
  define('list', 'show the orchestras')
    .option('--tag <tag>', 'only those with it')
    .option('--status <status>', 'only running, scheduled, paused or idle ones')
    .action(function (this: Command) {
      return act(this, { action: 'list', options: own<ListOptions>(this) });
    });
  withFields(define('create <score>', 'make one that plays a template (tpl_…); it begins switched off'))
    .requiredOption('--name <name>', 'what it is called')
    .action(function (this: Command, score: string) {
      const options = own<OrchestraOptions & { name: string }>(this);
      return act(this, { action: 'create', score, options });
    });
  withFields(define('edit <id>', 'change an orchestra'))
    .option('--name <name>', 'what it is called')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'edit', id, options: own<OrchestraOptions>(this) });
    });
  for (const [action, what] of [
    ['get', 'show all there is to know of one'],
    ['enable', 'have it fire by itself'],
    ['disable', 'have it fire no more'],
    ['delete', 'delete it; its runs stay'],
  ] as const)
    define(`${action} <id>`, what).action(function (this: Command, id: string) {
      return act(this, { action, id });
    });
  define('bind <id> [name=secret...]', 'say which secrets its score uses; all of them at once').action(
    function (this: Command, id: string, bindings: string[]) {
      return act(this, { action: 'bind', id, bindings });
    },
  );
  define('run <id>', 'run it now, whether or not it is enabled')
    .option('-i, --inputs <key=value>', 'an input, over that of the orchestra; may be repeated', collect)
    .option('--idempotency-key <key>', 'start at most one run under this key')
    .option('--watch', 'show it until it ends, and exit as it does')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'run', id, options: own<PlayOptions>(this) });
    });
  define('next <id>', 'show when it fires next, and what stops or moves it')
    .option('--count <n>', 'so many times that fire; 50 unless told')
    .option('--past', 'what became of the last ones, instead')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'next', id, options: own<NextOptions>(this) });
    });
  define('backfill <id>', 'play slots of the past that were not played')
    .requiredOption('--from <instant>', 'where the range begins, as 2026-12-01T00:00:00Z')
    .requiredOption('--to <instant>', 'where it ends')
    .option('--concurrency <n>', 'so many of its runs at a time; 1 unless told')
    .option('--dry-run', 'only show what would be played')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'backfill', id, options: own<BackfillOptions>(this) });
    });
}

function withFields(command: Command): Command {
  return command
    .option('--tag <tag>', 'what it is sorted under; Auto: by its score')
    .option('--description <text>', 'what it is for')
    .option('--cron <expression>', 'when it fires, in five fields; empty: never by itself')
    .option('--timezone <zone>', 'the zone of its cron, as Europe/Berlin')
    .option('--schedule <json>', 'what else its schedule has, as {"misfire":"skip"}')
    .option('-i, --inputs <key=value>', 'an input of its runs; may be repeated', collect)
    .option('--label <key=value>', 'a label of its runs; may be repeated', collect);
}
