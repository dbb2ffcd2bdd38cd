import { compile } from '../compile';
import { faultsOf } from '../../test/faults';
import { toFieldProblems } from './diagnostic';
import { renderDiagnostics } from './render';

const handlers = new Map([
  ['http', { input: { type: 'object' } }],
  ['noop', { input: { type: 'object' } }],
]);

const source = `nodes:
  - id: fetch
    kind: task
    ref: htttp
  - id: fetch
    kind: task
    ref: noop
`;

it('prints faults as frames: place, suggestion, related place, help', () => {
  expect(renderDiagnostics(faultsOf(source, { handlers }), { source, file: 'flows/sync.yaml' })).toBe(
    `error[MST1401]: there is no handler "htttp"
  ┌─ flows/sync.yaml:4:10
  │
4 │     ref: htttp
  │          ^^^^^ did you mean http?
  = help: handlers here: http, noop
  = docs: https://maestro.dev/problems/unknown-handler

error[MST1202]: a second node has the id "fetch"
  ┌─ flows/sync.yaml:5:9
  │
5 │   - id: fetch
  │         ^^^^^
  ┌─ flows/sync.yaml:2:9
  │
2 │   - id: fetch
  │         ----- first given here
  = docs: https://maestro.dev/problems/duplicate-id
`,
  );
});

it('colors only when asked', () => {
  const faults = faultsOf(source, { handlers });
  expect(renderDiagnostics(faults, { source })).not.toContain('\u001B');
  expect(renderDiagnostics(faults, { source, color: true })).toContain('\u001B[1;31merror[MST1401]\u001B[0m');
});

it('lets no text of the user write to the terminal', () => {
  const hostile = '\u001B]0;owned\u0007\u001B[2J\u009B31m\u202Eabc\r';
  for (const text of [
    `{"nodes": [{"id": "a", "kind": "${hostile}", "ref": "noop"}]}`,
    `${hostile}: 1`,
    `a: "${hostile}`,
  ]) {
    const result = compile(text);
    const diagnostics = result.ok ? [] : result.diagnostics;
    const shown = renderDiagnostics(diagnostics, { source: text, file: hostile });
    expect(shown.replace(/\n/g, '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(JSON.stringify(diagnostics)).not.toMatch(/\\u001b|\u009B|\u202E/);
  }
});

it('cuts long lines around the fault and underlines it', () => {
  const nodes = Array.from({ length: 500 }, (_, n) => ({
    id: `n${n}`,
    kind: n === 250 ? 'tusk' : 'task',
    ref: 'noop',
  }));
  const text = JSON.stringify({ nodes });
  const lines = renderDiagnostics(faultsOf(text), { source: text }).split('\n');
  const [shown = '', marks = ''] = lines.slice(3, 5);
  expect(shown.length).toBeLessThan(120);
  expect(shown.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('"tusk"');
});

it('aligns the marks under wide characters', () => {
  const text = '{"nodes": [{"id": "a", "日本": 1, "kind": "task", "ref": "noop", "x": 2}]}';
  const lines = renderDiagnostics(faultsOf(text).slice(1), { source: text }).split('\n');
  expect((lines[4] ?? '').indexOf('^')).toBe((lines[3] ?? '').indexOf('"x"') + '日本'.length);
});

it('gives the API the same faults as fields', () => {
  expect(toFieldProblems(faultsOf(source, { handlers }))).toEqual([
    {
      pointer: '/nodes/0/ref',
      code: 'unknown-handler',
      mst: 'MST1401',
      message: 'there is no handler "htttp" (handlers here: http, noop)',
      line: 4,
      column: 10,
      suggestion: 'http',
    },
    {
      pointer: '/nodes/1/id',
      code: 'duplicate-id',
      mst: 'MST1202',
      message: 'a second node has the id "fetch"',
      line: 5,
      column: 9,
    },
  ]);
});
