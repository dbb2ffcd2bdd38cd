import type { Command } from 'commander';
import { collect } from './collect';
import type { WebhookAction, WebhookOptions } from './commands/webhook';
import { own } from './own-options';

/** The second words of `maestro webhook`. `act` is called with the command they belong to, for its global options. */
export function defineWebhook(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: WebhookAction) => Promise<void>,
): void {
  define('list', 'show the addresses that are told what happens').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <url>', 'have an address told; its secret goes to standard output, this once')
    .requiredOption('--event <type>', 'a type of event, as maestro.run.failed; may be repeated', collect)
    .option('--template <id>', 'only runs of this template; may be repeated', collect)
    .option('--orchestra <id>', 'only runs of this orchestra; may be repeated', collect)
    .option('--description <text>', 'what it is for')
    .action(function (this: Command, url: string) {
      return act(this, { action: 'create', url, options: own<WebhookOptions>(this) });
    });
  for (const [action, what] of [
    ['enable', 'have it told again'],
    ['disable', 'have it told no more; what waits is cancelled'],
    ['delete', 'forget it, with its deliveries'],
    ['test', 'send it a test event'],
    ['deliveries', 'show what it was told, newest first'],
  ] as const)
    define(`${action} <id>`, what).action(function (this: Command, id: string) {
      return act(this, { action, id });
    });
  define('rotate-secret <id>', 'give it another secret, shown this once; for a while both sign')
    .option('--overlap <seconds>', 'how long the secret of before signs as well; a day unless told')
    .action(function (this: Command, id: string) {
      return act(this, { action: 'rotate-secret', id, overlap: own<{ overlap?: string }>(this).overlap });
    });
  define('replay <delivery>', 'send something again that is over').action(function (
    this: Command,
    id: string,
  ) {
    return act(this, { action: 'replay', id });
  });
}
