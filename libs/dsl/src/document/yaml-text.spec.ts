import fc from 'fast-check';
import { stringify } from 'yaml';
import { Report } from '../diagnostics/report';
import type { Json } from '../json';
import { cpuSeconds } from '../../test/cpu';
import { codesOf, faultsOf, planOf } from '../../test/faults';
import { holdsLargeInteger } from '../../test/json';
import { readDocument } from './read';
import { valueOf } from './tree';

const yaml = { format: 'yaml' } as const;

function read(text: string): Json | undefined {
  const report = new Report();
  const tree = readDocument({ text, format: 'yaml' }, report);
  return tree && !report.failed ? valueOf(tree) : undefined;
}

function firstCode(text: string): string | undefined {
  const report = new Report();
  readDocument({ text, format: 'yaml' }, report);
  return report.diagnostics(text)[0]?.code;
}

const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const blockMaps = (depth: number) => Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}a:`).join('\n');

describe('E051 deep YAML', () => {
  it.each([
    ['a flow sequence of 1,331 levels, which kills a process through the parser', nest(1_331)],
    ['the same opened only', '['.repeat(20_000)],
    ['flow maps', '{a: '.repeat(5_000)],
    ['mixed brackets', '[{a: '.repeat(3_000)],
    ['5,000 nested block maps, as far as 256 KiB go', blockMaps(700)],
    ['compact sequences', '- '.repeat(5_000)],
    ['explicit keys', '? '.repeat(5_000)],
    ['keys that are sequences', '[a]: '.repeat(5_000)],
    ['a level with every line', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}-`).join('\n')],
    ['implicit maps in flow', '[a: '.repeat(5_000)],
  ])('is refused quickly: %s', (_, text) => {
    const seconds = cpuSeconds();
    const code = firstCode(text);
    expect(['too-deep', 'malformed-yaml', 'wrong-type']).toContain(code);
    expect(seconds()).toBeLessThan(1);
  });

  it('takes 64 levels and not 65, however they are written', () => {
    const spellings: ((depth: number) => string)[] = [
      nest,
      (depth) => `${blockMaps(depth)} 1`,
      (depth) => `${'- '.repeat(depth)}x`,
      (depth) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`,
      (depth) => `${blockMaps(depth / 2)} ${nest(depth - Math.floor(depth / 2))}`,
    ];
    for (const spelling of spellings) {
      expect([firstCode(spelling(64)), read(spelling(64)) !== undefined]).toEqual([undefined, true]);
      expect(firstCode(spelling(66))).toBe('too-deep');
    }
  });

  it('counts no bracket that is text', () => {
    const brackets = '[{'.repeat(500);
    const text = [
      `double: "${brackets}"`,
      `single: '${brackets}'`,
      `plain: x${brackets}`,
      `# ${brackets}`,
      `literal: |`,
      `  ${brackets}`,
      `  - - - - ${'- '.repeat(200)}`,
      `folded: >-`,
      `  ${brackets}`,
      `quoted: "a \\" ${brackets} # no comment"`,
      `last: 1 # ${brackets}`,
    ].join('\n');
    expect(read(text)).toMatchObject({ double: brackets, single: brackets, plain: `x${brackets}`, last: 1 });
  });

  it('counts the levels an alias brings along', () => {
    const chain = [
      'a0: &a0 [x]',
      ...Array.from({ length: 90 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`),
    ].join('\n');
    expect(firstCode(chain)).toBe('too-deep');
  });
});

describe('E052 aliases', () => {
  it('refuses 101 of them', () => {
    expect(firstCode(`a: &x 1\nb: [${Array(101).fill('*x').join(', ')}]`)).toBe('too-many-aliases');
    expect(read(`a: &x 1\nb: [${Array(100).fill('*x').join(', ')}]`)).toBeDefined();
  });

  it('refuses ten laughs that become billions', () => {
    const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 0; i < 9; i += 1)
      laughs.push(`a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`);
    expect(firstCode(laughs.join('\n'))).toBe('too-many-aliases');
  });

  it('refuses a merge of 20,000 empty maps by alias, and survives one written out', () => {
    expect(firstCode(`a: &a {}\nb: {<<: [${Array(20_000).fill('*a').join(',')}]}`)).toBe('too-many-aliases');
    expect(read(`b: {<<: [${Array(20_000).fill('{}').join(',')}]}`)).toEqual({ b: {} });
  });

  it('names an alias without anchor, and one inside its own', () => {
    expect(faultsOf('a: *nope', yaml)[0]).toMatchObject({
      mst: 'MST1014',
      span: { line: 1, column: 4, length: 5 },
    });
    expect(faultsOf('a: &a [*a]', yaml)[0]).toMatchObject({ mst: 'MST1014' });
  });

  it('resolves aliases and merge keys; written fields win, then earlier sources', () => {
    const text = 'base: &b {x: 1, y: 2}\none: {<<: *b, y: 3}\ntwo: {<<: [{x: 9}, *b]}\nsame: *b\n"<<": text';
    expect(read(text)).toEqual({
      base: { x: 1, y: 2 },
      one: { x: 1, y: 3 },
      two: { x: 9, y: 2 },
      same: { x: 1, y: 2 },
      '<<': 'text',
    });
  });

  it('uses the anchor that was set last', () => {
    expect(read('a: &x 1\nb: *x\nc: &x 2\nd: *x')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
  });
});

it.each([
  '!!js/function "x"',
  '!!python/object {}',
  '!<tag:yaml.org,2002:str> a',
  '!!str 1',
  '! a',
  '!local {a: 1}',
])('E053 refuses the tag of %s', (value) => {
  expect(faultsOf(`a: 1\nb: ${value}`, yaml)[0]).toMatchObject({
    code: 'unsupported-tag',
    span: { line: 2, column: 4 },
  });
});

it('takes a plain text that begins like a tag or a directive for text', () => {
  expect(read('a: x !y\nb: "!z"\nc: 50%')).toEqual({ a: 'x !y', b: '!z', c: '50%' });
});

it('E054 refuses __proto__ that comes in by a merge', () => {
  expect(codesOf('<<: {__proto__: {admin: true}}', yaml)).toContain('unknown-field /__proto__');
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

describe('E055 text that is not one YAML document', () => {
  it.each([
    ['two documents', 'a: 1\n---\nb: 2\n', { line: 2, column: 1 }, 'malformed-yaml'],
    ['duplicate keys', 'a: 1\nb: 2\na: 3\n', { line: 3, column: 1 }, 'duplicate-key'],
    ['a tab as indentation', 'a:\n\tb: 1\n', { line: 2, column: 1 }, 'malformed-yaml'],
    ['a directive', '%YAML 1.1\n---\na: yes\n', { line: 1, column: 1 }, 'malformed-yaml'],
    ['a quote never closed', 'a: "x\n', { line: 2, column: 1 }, 'malformed-yaml'],
    ['a key that is no string', 'a: 1\n2: b\n', { line: 2, column: 1 }, 'wrong-type'],
    ['a key that is a list', '? [a]\n: b\n', { line: 1, column: 3 }, 'wrong-type'],
    ['a key that is nothing', ': a\n', { line: 1, column: 1 }, 'wrong-type'],
    ['an integer beyond 2^53', 'a: 9007199254740993\n', { line: 1, column: 4 }, 'out-of-range'],
    ['infinity', 'a: .inf\n', { line: 1, column: 4 }, 'out-of-range'],
    ['1e400', 'a: 1e400\n', { line: 1, column: 4 }, 'out-of-range'],
  ])('%s', (_, text, span, code) => {
    expect(faultsOf(text, yaml)[0]).toMatchObject({ code, span });
  });

  it('reads YAML 1.2: no Norway problem, no sexagesimals, no octal by a zero', () => {
    expect(read('a: no\non: [x]\nb: 012\nc: 1:30\nd: 0x1F\ne: ~\nf: 2026-01-01')).toEqual({
      a: 'no', on: ['x'], b: 12, c: '1:30', d: 31, e: null, f: '2026-01-01',
    }); // prettier-ignore
  });

  it('refuses more than 256 KiB, counted in bytes', () => {
    expect(codesOf(`a: ${'x'.repeat(262_144)}`, yaml)).toEqual(['payload-too-large']);
    expect(codesOf(`a: ${'é'.repeat(131_073)}`, yaml)).toEqual(['payload-too-large']);
    expect(read(`a: ${'é'.repeat(131_000)}`)).toBeDefined();
  });
});

describe('an expression without quotes', () => {
  it.each(['url: {{ inputs.x }}', 'with: { url: ${{ inputs.x }} }', '- {{ inputs.x }}'])(
    'is told about quotes: %s',
    (text) => {
      expect(faultsOf(text, yaml)[0]).toMatchObject({ mst: 'MST1011', code: 'malformed-yaml' });
    },
  );

  it('is no fault where YAML takes it', () => {
    expect(read('url: ${{ inputs.x }}')).toEqual({ url: '${{ inputs.x }}' });
  });
});

it('gives exact places: names, quoted, plain and block text', () => {
  const text = [
    'nodes:',
    '  - id: a',
    '    kind: tasc',
    '    ref: noop',
    '    with:',
    '      plain: ${{ env.A }}',
    '      quoted: "x ${{ env.B }}"',
    '      block: |',
    '        first',
    '        ${{ env.C }}',
    '      escaped: "\\t${{ env.D }}"',
  ].join('\n');
  const places = faultsOf(text).map(
    ({ span, pointer }) => `${span.line}:${span.column}+${span.length} ${pointer}`,
  );
  expect(places).toEqual([
    '3:11+4 /nodes/0/kind',
    '6:22+1 /nodes/0/with/plain',
    '7:26+1 /nodes/0/with/quoted',
    expect.stringMatching(/^(?:8|10):/),
    expect.stringMatching(/^11:/),
  ]);
});

it('compiles both spellings of one template to the same plan', () => {
  const document = {
    apiVersion: 'maestro/v1',
    kind: 'Workflow',
    metadata: { name: 'kev', labels: { 'a/b': 'c' } },
    spec: { nodes: [{ id: 'a', kind: 'task', ref: 'noop', with: { t: 'x: [y', n: [1, 2.5, null, true] } }] },
  };
  expect(planOf(stringify(document))).toEqual(planOf(JSON.stringify(document)));
});

const scalar = fc.oneof(
  fc.string(), fc.integer(), fc.boolean(), fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('[[[', '# no', '- x', '{{ a }}', 'a: b', '|', '>', '!t', '&a', '*a', '%', '@', '"', "'", '---', '...', '\n\n'),
); // prettier-ignore
const { value: yamlValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && key !== '<<'),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
}));

it('reads what a YAML writer writes, in block and flow style', () => {
  fc.assert(
    fc.property(yamlValue, fc.boolean(), (value, flow) => {
      const plain = JSON.parse(JSON.stringify(value)) as Json;
      fc.pre(!holdsLargeInteger(plain));
      const text = stringify(plain, {
        collectionStyle: flow ? 'flow' : 'block',
        aliasDuplicateObjects: false,
        lineWidth: 0,
      });
      expect(read(text)).toEqual(plain);
    }),
    { numRuns: 500 },
  );
});
