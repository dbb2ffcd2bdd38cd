import type { Command } from 'commander';
import type { HookAction } from './commands/hook';
import { own } from './own-options';

/** The second words of `maestro hook`. */
export function defineHook(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: HookAction) => Promise<void>,
): void {
  define('list', 'show the addresses that take what others tell').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <file>', 'make one of a JSON file, or - ; it begins switched off').action(function (
    this: Command,
    file: string,
  ) {
    return act(this, { action: 'create', file });
  });
  define('edit <id> <file>', 'change what a JSON file names').action(function (
    this: Command,
    id: string,
    file: string,
  ) {
    return act(this, { action: 'edit', id, file });
  });
  for (const [action, what] of [
    ['get', 'show one as JSON'],
    ['enable', 'have it take what it is told'],
    ['disable', 'have it answer as if it were not there'],
    ['delete', 'forget it; what it received stays'],
  ] as const)
    define(`${action} <id>`, what).action(function (this: Command, id: string) {
      return act(this, { action, id });
    });
  define('rotate <id>', 'give it another secret; for a while both count')
    .option('--overlap <seconds>', 'how long the secret of before counts as well; a day unless told')
    .option('--secret-file <file>', 'a JSON file {"secret": …} of what the sender signs with, or -')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'rotate', id, ...own<{ overlap?: string; secretFile?: string }>(this) });
    });
}
