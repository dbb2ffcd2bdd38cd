import type { Command } from 'commander';
import type { TenantAction } from './commands/tenant';

/** The second words of `maestro tenant`. `act` is called with the command they belong to, for its global options. */
export function defineTenant(
  define: (usage: string, description: string) => Command,
  act: (command: Command, asked: TenantAction) => Promise<void>,
): void {
  define('show', 'show its settings').action(function (this: Command) {
    return act(this, { action: 'show' });
  });
  const words = {
    allow: 'let its tasks reach private addresses, each as host:port',
    forbid: 'take that back',
  } as const;
  for (const action of ['allow', 'forbid'] as const)
    define(`${action} <host:port...>`, words[action]).action(function (this: Command, hosts: string[]) {
      return act(this, { action, hosts });
    });
}
