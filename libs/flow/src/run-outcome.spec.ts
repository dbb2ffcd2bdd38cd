import { runControls, runMachine } from '@maestro/state-machine';
import { runOutcome } from './run-outcome';

it.each([
  ['none', 0, 'succeeded'],
  ['none', 2, 'completed'],
  ['pause', 0, 'succeeded'],
  ['pause', 1, 'completed'],
  ['cancel', 0, 'cancelled'],
  ['cancel', 1, 'cancelled'],
  ['fail', 0, 'failed'],
  ['fail', 1, 'failed'],
  ['timeout', 0, 'timed_out'],
  ['timeout', 1, 'timed_out'],
] as const)('control %s and %i tolerated failures: %s', (control, tolerated, expected) => {
  expect(runOutcome({ control, tolerated })).toBe(expected);
});

it('is always an end that a running run may come to', () => {
  const ends = Object.values(runMachine.transitions).flatMap(({ from, to }) =>
    from.includes('running') ? [to] : [],
  );
  for (const control of runControls) {
    for (const tolerated of [0, 1]) expect(ends).toContain(runOutcome({ control, tolerated }));
  }
});
