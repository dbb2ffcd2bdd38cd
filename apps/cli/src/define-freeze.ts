import type { Command } from 'commander';
import { collect } from './collect';
import type {
  BreakOptions,
  FreezeAction,
  FreezeOptions,
  ImportOptions,
  PreviewOptions,
} from './commands/freeze';
import { own } from './own-options';

/** The second words of `maestro freeze`. `act` is called with the command they belong to, for its global options. */
export function defineFreeze(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: FreezeAction) => Promise<void>,
): void {
  define('list', 'show the freeze windows').action(function (this: Command) {
    return act(this, { action: 'list' });
  });
  define('create <name>', 'make a freeze window')
    .requiredOption('--start <time>', 'when it begins, as 2026-12-18T18:00 or a day')
    .option('--end <time>', 'when it ends, which is not part of it')
    .option('--timezone <zone>', 'the zone of both, as Europe/Berlin')
    .option('--recurrence <rule>', 'how it repeats, as FREQ=WEEKLY;BYDAY=FR')
    .option('--effect <effect>', 'block, defer or require-approval')
    .option('--reason <text>', 'why, for whoever is held up')
    .option('--environment <name>', 'only runs there; may be repeated', collect)
    .option('--tag <tag>', 'only runs of templates with it; may be repeated', collect)
    .option('--template <name>', 'only runs of it; may be repeated', collect)
    .action(function (this: Command, name: string) {
      return act(this, { action: 'create', name, options: own<FreezeOptions>(this) });
    });
  define('import <file>', 'take over a freeze_windows.json or an iCalendar file')
    .option('--effect <effect>', 'of windows that name none')
    .option('--environment <name>', 'of windows without a scope; may be repeated', collect)
    .option('--timezone <zone>', 'of times that name none')
    .action(function (this: Command, file: string) {
      return act(this, { action: 'import', file, options: own<ImportOptions>(this) });
    });
  define('preview', 'show what will be frozen')
    .option('--from <instant>', 'from when on; now unless told')
    .option('--to <instant>', 'until when; thirty days unless told')
    .option('--template <name>', 'only what is about its runs')
    .action(function (this: Command) {
      return act(this, { action: 'preview', options: own<PreviewOptions>(this) });
    });
  define('break <window>', 'ask to start something in spite of a window')
    .requiredOption('--reason <text>', 'why it has to be')
    .option('--template <name>', 'for all runs of it, while it is good')
    .option('--run <run>', 'for one run that is held')
    .option('--for <duration>', 'how long it is good; 1h unless told')
    .action(function (this: Command, window: string) {
      return act(this, { action: 'break', window, options: own<BreakOptions>(this) });
    });
  define('approve <window> <break>', 'agree to it, as a second person').action(function (
    this: Command,
    window: string,
    asked: string,
  ) {
    return act(this, { action: 'approve', window, asked });
  });
}
