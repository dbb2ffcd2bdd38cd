import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useCli } from '../test/cli';

const use = useCli();

describe('the program', () => {
  it('shows help of at most 24 lines beside the list of commands, examples first, and each command on a line', async () => {
    const names =
      'dev run validate cancel signal approvals approve reject pause resume skip label retry rerun status logs watch explain doctor whoami version audit secret policy key member tenant freeze budget cost anomalies orchestra agent collection provider event trigger webhook hook tool';
    const commands = names.split(' ');
    for (const command of commands) {
      const { code, stdout } = await use.cli.run(['help', command]);
      expect(code).toBe(0);
      expect(stdout.split('\nCommands:')[0]?.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    }
    const { stdout } = await use.cli.run([]);
    const listed = [...stdout.matchAll(/^ {2}([a-z]+)(?:\|[a-z]+)? \[options\].* {2}\S/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toEqual(commands);
    expect(stdout.trimEnd().split('\n').length).toBe(16 + commands.length);
    expect(stdout).toMatch(/^Examples:\n {2}maestro dev\n/);
  });

  it('is one file without anything that is not part of Node', () => {
    const bundle = readFileSync(join(use.cli.folder, 'apps/cli/dist/maestro.cjs'), 'utf8');
    const required = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(required.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });
});
