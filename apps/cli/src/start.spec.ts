import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useCli } from '../test/cli';

const use = useCli();

describe('the program', () => {
  it('shows help of at most 24 lines, examples first', async () => {
    const commands = ['', 'dev', 'run', 'validate', 'status', 'logs', 'cancel', 'whoami', 'version'];
    for (const command of commands) {
      const { code, stdout } = await use.cli.run(['help', command].filter(Boolean));
      expect(code).toBe(0);
      expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    }
    const { stdout } = await use.cli.run([]);
    expect(stdout).toMatch(/^Examples:\n {2}maestro dev\n/);
  });

  it('is one file without anything that is not part of Node', () => {
    const bundle = readFileSync(join(use.cli.folder, 'apps/cli/dist/maestro.cjs'), 'utf8');
    const required = [...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name);
    expect(required.filter((name) => !name?.startsWith('node:'))).toEqual([]);
  });
});
