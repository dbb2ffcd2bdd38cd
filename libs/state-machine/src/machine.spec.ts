import { applyTransition, legalPairs, statesOf, transitionsOf, type Machine } from './machine';

interface DoorTypes {
  state: 'open' | 'closed' | 'gone';
  event: 'close' | 'open' | 'remove';
  context: { locked: boolean };
  effect: { readonly kind: 'creak' | 'click' | 'carry' };
  refusal: 'locked';
}

const door: Machine<DoorTypes> = {
  name: 'door',
  doc: 'A door.',
  states: { open: 'One can pass.', closed: 'One cannot.', gone: 'There is no door.' },
  initial: ['open'],
  terminal: ['gone'],
  leaving: { closed: [{ kind: 'creak' }] },
  transitions: {
    close: { name: 'close', doc: 'Pushed.', from: ['open'], to: 'closed', effects: [{ kind: 'click' }] },
    open: {
      name: 'open',
      doc: 'Pulled.',
      from: ['closed'],
      to: 'open',
      requires: { refusals: ['locked'], check: ({ locked }) => (locked ? 'locked' : null) },
      effects: [],
    },
    remove: {
      name: 'remove',
      doc: 'Lifted.',
      from: ['open', 'closed'],
      to: 'gone',
      effects: [{ kind: 'carry' }],
    },
  },
};

describe('applyTransition', () => {
  it('answers with the new state and the effects of the transition', () => {
    expect(applyTransition(door, { state: 'open', event: 'close', context: { locked: false } })).toEqual({
      ok: true,
      state: 'closed',
      effects: [{ kind: 'click' }],
    });
  });

  it('puts the effects of leaving a state before those of the transition', () => {
    expect(applyTransition(door, { state: 'closed', event: 'remove', context: { locked: false } })).toEqual({
      ok: true,
      state: 'gone',
      effects: [{ kind: 'creak' }, { kind: 'carry' }],
    });
  });

  it('refuses an event that is not legal in the state, and says where it would be', () => {
    expect(applyTransition(door, { state: 'gone', event: 'open', context: { locked: false } })).toEqual({
      ok: false,
      reason: 'illegal-transition',
      state: 'gone',
      event: 'open',
      from: ['closed'],
    });
  });

  it('refuses with the reason of the requirement', () => {
    expect(applyTransition(door, { state: 'closed', event: 'open', context: { locked: true } })).toEqual({
      ok: false,
      reason: 'locked',
      state: 'closed',
      event: 'open',
    });
  });

  it('looks at the state before it looks at the requirement', () => {
    const refused = applyTransition(door, { state: 'open', event: 'open', context: { locked: true } });
    expect(refused).toMatchObject({ ok: false, reason: 'illegal-transition' });
  });
});

it('lists states, transitions and legal pairs in the order of declaration', () => {
  expect(statesOf(door)).toEqual(['open', 'closed', 'gone']);
  expect(transitionsOf(door).map((t) => t.name)).toEqual(['close', 'open', 'remove']);
  expect(legalPairs(door)).toEqual([
    { from: 'open', to: 'closed' },
    { from: 'open', to: 'gone' },
    { from: 'closed', to: 'open' },
    { from: 'closed', to: 'gone' },
  ]);
});
