import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownVariables } from '../../libs/config/src/index';
import { problemKinds } from '../../libs/problems/src/index';
import { metrics } from '../../libs/telemetry/src/metrics';
import { table } from './markdown';
import { pages } from './pages';

const root = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const all = Object.entries(pages).flatMap(([topic, files]) =>
  Object.entries(files).map(([path, render]) => ({ topic, path, render })),
);

/** First cells of the rows of every table of a page, without markup. */
function firstCells(markdown: string): string[] {
  return [...markdown.matchAll(/^\| (?:<a id="[^"]*"><\/a>)?`([^`]+)`/gm)].map((match) => match[1] ?? '');
}

describe('generated pages', () => {
  it.each(all)('$path is up to date (node tools/generate-$topic-docs.mjs)', ({ path, render }) => {
    expect(read(path)).toBe(render());
  });

  it('list every error code of the register and none that is gone', () => {
    const listed = firstCells(read('docs/reference/errors.md'));
    expect(listed.sort()).toEqual(Object.keys(problemKinds).sort());
  });

  it('list every variable and none that is gone', () => {
    const known = [...knownVariables()].sort();
    expect([...new Set(firstCells(read('docs/reference/config.md')))].sort()).toEqual(known);
    const example = [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(
      (match) => match[1],
    );
    expect(example.sort()).toEqual(known);
  });

  it('list every metric', () => {
    const listed = firstCells(read('docs/reference/telemetry.md'));
    expect(listed).toEqual(expect.arrayContaining(Object.values(metrics).map((metric) => metric.name)));
  });
});

describe('table', () => {
  it('escapes what would end a cell', () => {
    expect(table(['a'], [['x|y']])).toBe('| a |\n| --- |\n| x\\|y |');
  });
});
