import { decide, type SlotState } from './decide';

const state: SlotState = {
  ...{ backfill: false, waited: false, enabled: true, hidden: false },
  ...{ overlap: 'allow', open: 0, queued: 0 },
};
const told = (over: Partial<SlotState>) => {
  const decision = decide({ ...state, ...over });
  return decision.act === 'skip' ? decision.reason : decision.act;
};

it.each<[Partial<SlotState>, string]>([
  [{}, 'play'],
  [{ open: 3 }, 'play'],
  [{ enabled: false }, 'disabled'],
  [{ enabled: false, backfill: true }, 'play'],
  [{ hidden: true, backfill: true }, 'disabled'],
  [{ overlap: 'skip', open: 1 }, 'overlap'],
  [{ overlap: 'skip', open: 1, backfill: true }, 'play'],
  [{ overlap: { queue: 2 }, open: 1 }, 'wait'],
  [{ overlap: { queue: 2 }, open: 1, queued: 2 }, 'overlap'],
  [{ overlap: { queue: 2 }, queued: 1 }, 'wait'],
  [{ overlap: { queue: 2 }, queued: 1, waited: true }, 'play'],
  [{ overlap: { queue: 2 }, open: 1, queued: 2, waited: true }, 'wait'],
  [{ overlap: 'cancel_running', open: 1 }, 'play'],
])('of a slot with %j: %s', (over, expected) => {
  expect(told(over)).toBe(expected);
});
