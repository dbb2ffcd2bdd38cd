import type { Command } from 'commander';
import type { GlobalOptions } from './context';
import type { ToolRequest, ToolsetOptions } from './commands/tool';

type Define = (usage: string, description: string) => Command;

export interface ToolActions {
  tool(globals: GlobalOptions, request: ToolRequest): Promise<number>;
}

/** What the commands about tools need of the tree. */
export interface ToolTree {
  actions: ToolActions;
  finish(code: Promise<number>): Promise<void>;
  globalsOf(command: Command): GlobalOptions;
  group(name: string, description: string): Define;
}

/** `maestro tool …`. */
export function defineTools({ actions, finish, globalsOf, group }: ToolTree): void {
  const define = group('tool', 'what nodes and models may call');
  const act = (command: Command, request: ToolRequest) => finish(actions.tool(globalsOf(command), request));
  define('list', 'show the toolsets and their tools').action((_: unknown, command: Command) =>
    act(command, { verb: 'list' }),
  );
  define('show <name>', 'show a toolset').action((name: string, _: unknown, command: Command) =>
    act(command, { verb: 'show', name }),
  );
  define('add <name>', 'make a toolset, and approve what it lists')
    .option('--openapi <file>', 'an OpenAPI document, as JSON')
    .option('--mcp <url>', 'an MCP server')
    .option('--url <url>', 'where the operations of the document are')
    .option('--secret <name>', 'the secret that calls carry')
    .option('--secret-header <name>', 'the header that carries it to an MCP server')
    .option('--read-only <tool...>', 'tools that change nothing')
    .action((name: string, options: ToolsetOptions, command: Command) =>
      act(command, { verb: 'add', name, options }),
    );
  define('refresh <name>', 'list the tools anew, and show what changed')
    .option('--openapi <file>', 'the document as it is now')
    .action((name: string, { openapi }: { openapi?: string }, command: Command) =>
      act(command, { verb: 'refresh', name, openapi }),
    );
  define('approve <name> <digest>', 'take what is proposed').action(
    (name: string, digest: string, ...[, command]: [unknown, Command]) =>
      act(command, { verb: 'approve', name, digest }),
  );
  define('remove <name>', 'delete a toolset').action((name: string, _: unknown, command: Command) =>
    act(command, { verb: 'remove', name }),
  );
}
