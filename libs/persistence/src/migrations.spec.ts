import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { latestMigration } from './migrations';

const folder = join(__dirname, '..', '..', '..', 'migrations');
const files = readdirSync(folder).filter((file) => /^\d/.test(file));
const ups = files.filter((file) => file.endsWith('.up.sql'));
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8');
const includesOf = (file: string) =>
  [...textOf(file).matchAll(/^-- include (\S+)$/gm)].map(([, included]) => included as string);

it('migrations are numbered from 1 without gaps', () => {
  expect(ups.map((file) => Number(file.slice(0, 4)))).toEqual(ups.map((_, i) => i + 1));
  expect(latestMigration()).toBe(ups.length);
});

it('each goes up and down, and nothing else is numbered', () => {
  const expected = ups.flatMap((file) => [file.replace('.up.', '.down.'), file]);
  expect(files.sort()).toEqual(expected.sort());
});

it.each(ups)('%s says why it is there before it does anything', (file) => {
  expect(textOf(file)).toMatch(/^-- Why: \S/);
});

it('each function has a file of its own, included once, with its contract on top', () => {
  const functions = readdirSync(join(folder, 'functions')).map((file) => `functions/${file}`);
  expect(ups.flatMap(includesOf).sort()).toEqual(functions.sort());
  for (const file of functions) expect(textOf(file)).toMatch(/^-- Purpose +\S/);
});
