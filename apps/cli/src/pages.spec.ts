import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError, type Command } from 'commander';
import { buildProgram, type Actions } from './program';

const ROOT = join(__dirname, '../../..');
const examples = readdirSync(join(ROOT, 'examples'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const folders = [
  '.',
  'docs',
  'docs/reference',
  'examples',
  ...examples.map(({ name }) => join('examples', name)),
];
const pages = folders.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map(({ name }) => join(folder, name)),
);

/** Lines that call the command, at the start of a line of a block of commands. */
const LINE = /^(?:[A-Z_]+=(?:\$\()?(?:\$[A-Z]+ )?)?(?:maestro|node apps\/cli\/bin\/maestro\.cjs) (.+)$/gm;
/** What a shell takes for one word; quotes as far as pages use them. */
const WORD = /(?:'[^']*'|"[^"]*"|[^\s'"])+/g;

function wordsOf(line: string): string[] {
  const command = line.replace(/\s+(#|>|\|).*$/, '').replace(/\)$/, '');
  return (command.match(WORD) ?? []).map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}

/** What is wrong with a command line; null where the tree of commands takes it. */
async function fault(words: string[]): Promise<string | null> {
  const nothing = new Proxy({}, { get: () => () => Promise.resolve(0) }) as Actions;
  const program = buildProgram('0.0.0', nothing, async (code) => void (await code));
  quiet(program);
  try {
    await program.parseAsync(words, { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return null;
    return error instanceof Error ? error.message : String(error);
  }
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  command.commands.forEach(quiet);
}

it('every command that a page shows is one that there is, with its options', async () => {
  const faults: string[] = [];
  let lines = 0;
  for (const page of pages)
    for (const [, line = ''] of readFileSync(join(ROOT, page), 'utf8').matchAll(LINE)) {
      lines += 1;
      const wrong = await fault(wordsOf(line));
      if (wrong !== null) faults.push(`${page}: maestro ${line}: ${wrong}`);
    }
  expect(faults).toEqual([]);
  expect(lines).toBeGreaterThan(50);
  expect(await fault(['run', 'x.yaml', '--wach'])).toContain('--wach');
});
