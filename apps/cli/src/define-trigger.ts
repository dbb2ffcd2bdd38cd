import type { Command } from 'commander';
import type { EventAction, EventListOptions, SendOptions } from './commands/event';
import type { TriggerAction } from './commands/trigger';
import { own } from './own-options';

type Define = (usage: string, description: string) => Command;

/** The second words of `maestro event`. */
export function defineEvent(
  define: Define,
  act: (command: Command, asked: EventAction) => Promise<void>,
): void {
  define('send', 'send an event, and show what it began')
    .requiredOption('--type <type>', 'what happened, as com.example.order.placed')
    .requiredOption('--source <uri>', 'where it happened, as /shops/berlin')
    .option('--id <id>', 'what the source calls it; the same again is a repeat')
    .option('--subject <text>', 'what it is about')
    .option('-d, --data <json>', 'what it says: JSON, or - for standard input')
    .action(function (this: Command) {
      return act(this, { action: 'send', options: own<SendOptions>(this) });
    });
  define('list', 'show the last events that were received')
    .option('--type <type>', 'only those of it')
    .option('--source <uri>', 'only those from it')
    .option('--since <instant>', 'only those since then')
    .action(function (this: Command) {
      return act(this, { action: 'list', options: own<EventListOptions>(this) });
    });
  define('get <id>', 'show an event, what it began and what it did not').action(function (
    this: Command,
    id: string,
  ) {
    return act(this, { action: 'get', id });
  });
}

/** The second words of `maestro trigger`. */
export function defineTrigger(
  define: Define,
  act: (command: Command, asked: TriggerAction) => Promise<void>,
): void {
  define('list', 'show the triggers').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <file>', 'make one of a JSON file, or - ; it begins switched off').action(function (
    this: Command,
    file: string,
  ) {
    return act(this, { action: 'create', file });
  });
  for (const [action, what] of [
    ['edit', 'change what a JSON file names'],
    ['test', 'say what it would make of the event in a JSON file'],
  ] as const)
    define(`${action} <id> <file>`, what).action(function (this: Command, id: string, file: string) {
      return act(this, { action, id, file });
    });
  for (const [action, what] of [
    ['enable', 'have it fire'],
    ['disable', 'have it fire no more'],
    ['delete', 'delete it; its runs stay'],
  ] as const)
    define(`${action} <id>`, what).action(function (this: Command, id: string) {
      return act(this, { action, id });
    });
}
