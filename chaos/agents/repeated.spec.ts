import { callsRepeated } from './repeated';

it('tells of calls that came in after their result was stored, and of no others', () => {
  const call = (kind: 'model' | 'tool', ordinal: number, at: number) => ({ kind, ordinal, at });
  const stored = [call('model', 0, 100), call('tool', 0, 200)];
  const calls = [call('model', 0, 40), call('model', 0, 90), call('tool', 0, 150), call('model', 1, 250)];
  expect(callsRepeated(calls, stored)).toEqual([]);
  expect(callsRepeated([...calls, call('tool', 0, 230)], stored)).toEqual(['tool 0: 30 ms after its result']);
});
