import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { statement } from './sql';

const root = join(__dirname, '..', '..', '..');
const folder = join(__dirname, '..', 'sql');
const names = readdirSync(folder).map((file) => basename(file, '.sql'));

/** The comment on top of a statement, by the word each part begins with. */
function headerOf(name: string): Map<string, string> {
  const parts = new Map<string, string>();
  let part = '';
  for (const line of readFileSync(join(folder, `${name}.sql`), 'utf8').split('\n')) {
    if (!line.startsWith('-- ')) break;
    const [, word, text] = /^-- ([A-Z][a-z]+)? +(.*)$/.exec(line) ?? [];
    part = word ?? part;
    parts.set(part, `${parts.get(part) ?? ''} ${text ?? line}`);
  }
  return parts;
}

/** The numbers of the parameters that a text names; `$2 .. $5` names four. */
function parametersIn(text: string): number[] {
  const numbers = new Set<number>();
  for (const [, from, to] of text.matchAll(/\$(\d+)(?: \.\. \$(\d+))?/g))
    for (let n = Number(from); n <= Number(to ?? from); n += 1) numbers.add(n);
  return [...numbers].sort((a, b) => a - b);
}

/** What the sources of libs and apps ask for by `statement('…')`. */
function usedNames(): Set<string> {
  const used = new Set<string>();
  for (const floor of ['libs', 'apps'])
    for (const project of readdirSync(join(root, floor)))
      for (const file of sourcesOf(join(root, floor, project, 'src')))
        for (const [, name] of readFileSync(file, 'utf8').matchAll(/\bstatement\('([^']+)'\)/g))
          used.add(name as string);
  return used;
}

function sourcesOf(source: string): string[] {
  try {
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return files.filter((file) => /(?<!\.spec)\.ts$/.test(file)).map((file) => join(source, file));
  } catch {
    return [];
  }
}

it('there are statements, and nothing else beside them', () => {
  expect(names.length).toBeGreaterThan(10);
  expect(readdirSync(folder).filter((file) => !/^[a-z][a-z0-9_]*\.sql$/.test(file))).toEqual([]);
});

it('every statement is used, and every one that is used exists', () => {
  expect([...usedNames()].sort()).toEqual([...names].sort());
});

describe.each(names)('%s', (name) => {
  const header = headerOf(name);

  it('loads under its name, without its comments', () => {
    const { text, name: loaded } = statement(name);
    expect(loaded).toBe(name);
    expect(text).toMatch(/^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/);
    expect(text).not.toMatch(/--|;/);
  });

  it('has a name that Postgres does not cut off', () => {
    expect(Buffer.byteLength(name)).toBeLessThan(64);
  });

  it('says what it is for', () => {
    expect(header.get('Purpose')).toMatch(/\S.*\.$/);
    const words = ['Purpose', 'Params', 'Result', 'Errors', 'Locks', 'Index'];
    expect([...header.keys()].filter((word) => !words.includes(word))).toEqual([]);
  });

  it('says what each of its parameters is, and has no others', () => {
    const used = parametersIn(statement(name).text);
    expect(parametersIn(header.get('Params') ?? '')).toEqual(used);
    expect(used).toEqual(used.map((_, i) => i + 1));
  });

  it('finds its tables by the search path, and names no schema', () => {
    const { text } = statement(name);
    expect(text).not.toMatch(
      /\b((?<!distinct |extract\(\w+ )from|join|into|update|using|table)\s+("?\w+"?)\.\w/i,
    );
    expect(text).not.toMatch(/\b\w+\.\w+\(/);
    expect(text).not.toMatch(/\b(public|pg_catalog|information_schema)\b/i);
  });
});
