import { knownVariables } from '../../libs/config/src/index';
import { files, textOf } from './repository';

/** Files that nobody writes by hand, or that are data. */
const GENERATED = [
  /^pnpm-lock\.yaml$/,
  /^docs\/(reference|states|sql)\//,
  /^migrations\/schema\.sql$/,
  // Editors take it in one piece.
  /^libs\/dsl\/schema\/workflow\.schema\.json$/,
  /^libs\/client\/src\/schema\.ts$/,
  /^libs\/client\/openapi\.json$/,
  /^examples\/.*\.json$/,
  /^bench\/(package-lock\.json|pnpm-lock\.yaml|results\/)/,
];

interface File {
  path: string;
  text: string;
}

const all: File[] = files().flatMap((path) => {
  const text = textOf(path);
  return text === null ? [] : [{ path, text }];
});
const written = all.filter(({ path }) => !GENERATED.some((pattern) => pattern.test(path)));
const code = written.filter(({ path }) => /\.(ts|mjs|cjs|js)$/.test(path));

/** `path:line` of every match, so that a failure says where to look. */
function matches(among: readonly File[], pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

describe('files', () => {
  it('are seen at all', () => {
    expect(code.length).toBeGreaterThan(50);
  });

  it('have at most 400 lines', () => {
    const long = written.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    expect(long).toEqual([]);
  });

  it('name no home folder and no path of one machine', () => {
    expect(matches(all, /(^|[^\w.])\/(home|Users|work)\/[a-z]|(^|[^\w.])\/root\//)).toEqual([]);
  });

  it('name no package registry and nothing beside the repository', () => {
    expect(
      matches(all, new RegExp(['registry\\.(npmjs|yarnpkg)', 'npm\\.pkg\\.', '\\.\\./shared'].join('|'))),
    ).toEqual([]);
  });

  it('set the tenant for a transaction alone: a plain SET stays for the next user of the connection', () => {
    const plain = new RegExp(['\\bSET\\s+(LOCAL\\s+|SESSION\\s+)?', 'app\\.'].join(''), 'i');
    const forLong = /set_config\(\s*'app\.[^)]*,\s*false\s*\)/i;
    const sources = written.filter(({ path }) => /\.(ts|mjs|cjs|js|sql|sh)$/.test(path));
    expect([...matches(sources, plain), ...matches(sources, forLong)]).toEqual([]);
    expect('SET LOCAL ' + 'app.tenant_id').toMatch(plain);
  });

  it('give a reason beside each rule they switch off', () => {
    expect(matches(code, /eslint-disable(?!.* -- \S)/)).toEqual([]);
    expect(matches(code, /@ts-(ignore|nocheck)/).filter((place) => !place.startsWith('tools/'))).toEqual([]);
  });

  it('leave no focused or skipped test behind', () => {
    const tests = code.filter(({ path }) => /\.(spec|itest|e2e)\.ts$/.test(path));
    expect(
      matches(tests, /^\s*(fdescribe|fit|xit|xdescribe|(describe|it|test)\.(only|skip|todo))\b/),
    ).toEqual([]);
  });

  it('mention only variables that libs/config declares', () => {
    const known = knownVariables();
    const places = written.filter(({ path }) => !/^(libs\/config|tools\/tidy)\/.*\.spec\.ts$/.test(path));
    const unknown = places.flatMap(({ path, text }) =>
      [...text.matchAll(/\bMAESTRO_[A-Z0-9_]*[A-Z0-9]\b/g)].map(([name]) => ({ path, name })),
    );
    expect(unknown.filter(({ name }) => !known.has(name))).toEqual([]);
  });
});

describe('the lock file', () => {
  const lock = textOf('pnpm-lock.yaml') ?? '';

  it('names packages by version and hash, never by address', () => {
    expect(lock).toContain('integrity: sha512-');
    expect(lock).not.toMatch(/tarball:|resolution: \{.*https?:/);
  });
});
