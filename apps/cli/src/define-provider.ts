import type { Command } from 'commander';
import type { PriceOptions, ProviderAction } from './commands/provider';
import { own } from './own-options';

/** The second words of `maestro provider`. */
export function defineProvider(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: ProviderAction) => Promise<void>,
): void {
  define('list', 'show who may be asked for the answers of models').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <file>', 'make a provider of a JSON file, - for standard input').action(function (
    this: Command,
    file: string,
  ) {
    return act(this, { action: 'create', file });
  });
  define('change <provider> <file>', 'change what a JSON file names').action(function (
    this: Command,
    name: string,
    file: string,
  ) {
    return act(this, { action: 'change', name, file });
  });
  define('price <model>', 'say what a million tokens of a model cost')
    .requiredOption('--read <usd>', 'a million of those it reads')
    .requiredOption('--write <usd>', 'a million of those it writes')
    .option('--call <usd>', 'each call, besides')
    .action(function (this: Command, model: string) {
      return act(this, { action: 'price', model, options: own<PriceOptions>(this) });
    });
  const words = {
    enable: 'let it be asked',
    disable: 'let nobody ask it',
    delete: 'forget it',
  } as const;
  for (const action of ['enable', 'disable', 'delete'] as const)
    define(`${action} <provider>`, words[action]).action(function (this: Command, name: string) {
      return act(this, { action, name });
    });
}
