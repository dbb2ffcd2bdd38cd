import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindShapes, shapes, words } from '../src/check/vocabulary';
import { bodyRoots, rootNames, runFields, taskFields } from '../src/expression/scope';
import { maestroFunctions } from '../src/expression/functions';

const page = readFileSync(join(__dirname, '../../../docs/reference/language.md'), 'utf8');
/** What stands in backticks, and single words of it. */
const mentioned = new Set(
  [...page.matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) => code.match(/[\w/]+/g) ?? []),
);

describe('docs/reference/language.md', () => {
  it.each(Object.keys(shapes) as (keyof typeof shapes)[])('mentions the fields of %s', (name) => {
    expect(shapes[name].fields.filter((field) => !mentioned.has(field))).toEqual([]);
  });

  it('mentions every word a field may hold', () => {
    const kinds = words.nodeKind.filter((kind) => !page.includes(`\n### ${kind}\n`));
    const { nodeKind: _, ...others } = words;
    expect([
      kinds,
      Object.values(others)
        .flat()
        .filter((word) => !mentioned.has(word)),
    ]).toEqual([[], []]);
  });

  it('mentions every name and function of expressions', () => {
    const names = [
      ...rootNames,
      ...bodyRoots,
      ...taskFields,
      ...runFields,
      ...maestroFunctions.map(({ name }) => name),
    ];
    expect(names.filter((name) => !mentioned.has(name))).toEqual([]);
  });

  it('says of each field for which kinds it is', () => {
    const rows = [...page.matchAll(/^\| (`[^|]+`) +\| ([a-z, ]+?) +\|/gm)].map(
      ([, fields = '', kinds = '']) => ({
        fields: fields.match(/\w+/g) ?? [],
        kinds: kinds.split(', '),
      }),
    );
    const common = ['id', 'kind', 'when', 'join', 'on_error', 'queue', 'labels'];
    for (const kind of words.nodeKind) {
      const given = rows.flatMap(({ fields, kinds }) => (kinds.includes(kind) ? fields : []));
      expect([...given, ...common].sort()).toEqual([...kindShapes[kind].fields].sort());
    }
  });
});
