import type { Command } from 'commander';

/** The options of a command, without those that every command has. */
export function own<T>(command: Command): T {
  const { server: _server, output: _output, input: _input, ...options } = command.opts();
  return options as T;
}
