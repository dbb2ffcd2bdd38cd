import { Report } from './report';

const text = 'one\ntwo\nthree\n';
const at = (start: number, end = start + 1) => ({ start, end });

it('sorts by position, drops repetitions, and ends a span with its line', () => {
  const report = new Report();
  report.add({ mst: 'MST1101', message: 'second', range: at(8, 20) });
  report.add({ mst: 'MST1101', message: 'first', range: at(4, 7) });
  report.add({ mst: 'MST1101', message: 'first', range: at(4, 7) });
  expect(report.diagnostics(text).map(({ message, span }) => [message, span])).toEqual([
    ['first', { line: 2, column: 1, length: 3 }],
    ['second', { line: 3, column: 1, length: 5 }],
  ]);
});

it('reports at most a hundred faults, and no warning while errors are left out', () => {
  const report = new Report();
  for (let n = 0; n < 5_000; n += 1)
    report.add({ mst: n % 2 ? 'MST1112' : 'MST1101', message: `fault ${n}`, range: at(n) });
  const shown = report.diagnostics('x'.repeat(6_000));
  expect(shown).toHaveLength(100);
  expect(shown.every(({ severity }) => severity === 'error')).toBe(true);
});

it('counts warnings as no failure', () => {
  const report = new Report();
  report.add({ mst: 'MST1112', message: 'perhaps', range: at(0) });
  expect(report.failed).toBe(false);
  report.add({ mst: 'MST1101', message: 'surely', range: at(0) });
  expect(report.failed).toBe(true);
});

it('spends little on suggestions, however many faults and candidates there are', () => {
  const report = new Report();
  const candidates = Array.from({ length: 10_000 }, (_, n) => `a-rather-long-name-of-a-node-${n}`);
  for (let n = 0; n < 100; n += 1)
    report.add({
      mst: 'MST1203',
      message: `fault ${n}`,
      range: at(n),
      meant: { word: `a-rather-long-name-of-a-nude-${n}`, candidates },
    });
  const shown = report.diagnostics('x'.repeat(200));
  expect(shown[0]?.suggestion).toBe('a-rather-long-name-of-a-node-0');
  expect(shown.filter(({ suggestion }) => suggestion !== undefined).length).toBeLessThan(40);
});
