import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnnouncer, tenantsOf } from '../src/announce';
import { statement } from '../src/sql';

const folder = (...parts: string[]) => join(__dirname, '..', ...parts);
const sqlIn = (path: string) =>
  readdirSync(path)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({
      name: file.slice(0, -'.sql'.length),
      text: readFileSync(join(path, file), 'utf8').replace(/^\s*--.*$/gm, ''),
    }));

/** Functions of the database that add to history, by themselves or by one that does. */
function writers(): string[] {
  const functions = sqlIn(folder('..', '..', 'migrations', 'functions'));
  const found = new Set<string>();
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { name, text } of functions) if (writes(text, [...found])) found.add(`maestro_${name}`);
  }
  return [...found];
}

const writes = (text: string, functions: readonly string[]) =>
  /\bINSERT INTO maestro_events\b/.test(text) ||
  functions.some((name) => new RegExp(`\\b${name}\\b`).test(text));

it('knows of every statement whether it adds to history', () => {
  const known = writers();
  expect(known).not.toEqual([]);
  for (const { name, text } of sqlIn(folder('sql')))
    expect([name, statement(name).writesHistory]).toEqual([name, writes(text, known)]);
});

it('takes the tenants from the first value', () => {
  const id = '01a1ff82-6647-719c-8d63-096299443124';
  expect(tenantsOf([id, 'x'])).toEqual([id]);
  expect(tenantsOf([[id, id], 7])).toEqual([id, id]);
  expect(tenantsOf([500])).toBeNull();
  expect(tenantsOf([])).toBeNull();
});

it('says once what is told in a moment, and forgets nothing that is told meanwhile', async () => {
  const sent: string[] = [];
  let release: () => void = () => undefined;
  const announcer = createAnnouncer(async (payload) => {
    sent.push(payload);
    if (sent.length === 1) await new Promise<void>((resolve) => (release = resolve));
  });
  announcer.tell(['a', 'b']);
  announcer.tell(['b']);
  await Promise.resolve();
  announcer.tell(['c']);
  announcer.tell(['c', 'd']);
  release();
  await announcer.idle();
  expect(sent).toEqual(['a,b', 'c,d']);
  announcer.tell(Array.from({ length: 201 }, (_, i) => `${i}`));
  await announcer.idle();
  announcer.tell(null);
  await announcer.idle();
  expect(sent.slice(2)).toEqual(['', '']);
});

it('goes on where a message could not be sent', async () => {
  let tries = 0;
  const announcer = createAnnouncer(() => {
    tries += 1;
    return Promise.reject(new Error('gone'));
  });
  announcer.tell(['a']);
  await announcer.idle();
  announcer.tell(['a']);
  await announcer.idle();
  expect(tries).toBe(2);
});
