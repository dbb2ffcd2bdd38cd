import type { Command } from 'commander';
import { collect } from './collect';
import type { AgentAction, AgentOptions, InvokeOptions } from './commands/agent';
import { own } from './own-options';

/** The second words of `maestro agent`. `act` is called with the command they belong to, for its global options. */
export function defineAgent(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: AgentAction) => Promise<void>,
): void {
  define('list', 'show the agents')
    .option('--tag <tag>', 'only those with it')
    .action(function (this: Command) {
      return act(this, { action: 'list', tag: own<{ tag?: string }>(this).tag ?? null });
    });
  for (const [action, what] of [
    ['create', 'make one'],
    ['edit', 'change one: adds a version'],
  ] as const)
    define(`${action} <name>`, what)
      .option('-f, --file <json>', 'its configuration, as JSON')
      .option('--model <model>', 'its model')
      .option('--provider <provider>', 'the provider of the model')
      .option('--system <text>', 'what the model is told before anything else')
      .option('--tool <reference>', 'a tool that it may call; may be repeated', collect)
      .option('--template <name>', 'a template of its own, name or name@3')
      .option('--description <text>', 'what it is for')
      .action(function (this: Command, name: string) {
        return act(this, { action, name, options: own<AgentOptions>(this) });
      });
  for (const [action, what] of [
    ['get', 'show one, with its configuration'],
    ['delete', 'delete one; its runs stay'],
    ['versions', 'show its versions'],
    ['runs', 'show its runs'],
  ] as const)
    define(`${action} <name>`, what).action(function (this: Command, name: string) {
      return act(this, { action, name });
    });
  define('invoke <name>', 'start a run of it')
    .option('-i, --inputs <key=value>', 'an input; may be repeated', collect)
    .option('--agent-version <n>', 'its version; the latest unless told')
    .option('--idempotency-key <key>', 'start at most one run under this key')
    .option('-w, --watch', 'show the run until it ends')
    .action(function (this: Command, name: string) {
      return act(this, { action: 'invoke', name, options: own<InvokeOptions>(this) });
    });
}
