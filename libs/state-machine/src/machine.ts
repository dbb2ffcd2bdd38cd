/** The words one machine is made of; `Machine<T>` and everything that takes one is typed by them. */
export interface MachineTypes {
  state: string;
  event: string;
  /** What a requirement has to know besides the state. */
  context: unknown;
  effect: { readonly kind: string };
  /** Reasons for which an event that is legal in the state is still refused. */
  refusal: string;
}

/** A condition on the context. `refusals` lists every answer `check` may give, for the documentation. */
export interface Requirement<T extends MachineTypes> {
  readonly refusals: readonly T['refusal'][];
  /** Null where the condition holds. */
  check(context: T['context']): T['refusal'] | null;
}

/** One event of a machine, as a value: `from` is also what a guarded UPDATE compares the stored status with. */
export interface Transition<T extends MachineTypes, Name extends T['event'] = T['event']> {
  readonly name: Name;
  /** One sentence: when it happens and why. */
  readonly doc: string;
  readonly from: readonly T['state'][];
  readonly to: T['state'];
  readonly requires?: Requirement<T>;
  /** What the caller must do in the same transaction, in this order. */
  readonly effects: readonly T['effect'][];
}

/** A closed set of states and the transitions between them. */
export interface Machine<T extends MachineTypes> {
  readonly name: string;
  readonly doc: string;
  /** Every state, in the order of a normal life, with its meaning in one sentence. */
  readonly states: { readonly [State in T['state']]: string };
  /** States in which a row may be created. */
  readonly initial: readonly T['state'][];
  readonly terminal: readonly T['state'][];
  /** What leaving a state always means, whichever transition does it: written once, so no path forgets it. */
  readonly leaving: { readonly [State in T['state']]?: readonly T['effect'][] };
  readonly transitions: { readonly [Name in T['event']]: Transition<T, Name> };
}

/** An event that arrives for something in this state. */
export interface Arrival<T extends MachineTypes> {
  readonly state: T['state'];
  readonly event: T['event'];
  readonly context: T['context'];
}

export type Applied<T extends MachineTypes> =
  | { readonly ok: true; readonly state: T['state']; readonly effects: readonly T['effect'][] }
  | {
      readonly ok: false;
      readonly reason: 'illegal-transition';
      readonly state: T['state'];
      readonly event: T['event'];
      /** States from which the event would have been legal. */
      readonly from: readonly T['state'][];
    }
  | {
      readonly ok: false;
      readonly reason: T['refusal'];
      readonly state: T['state'];
      readonly event: T['event'];
    };

/**
 * Applies one event. Pure: the caller writes the state and performs the effects.
 *
 * A refusal is an ordinary answer, not an error: two processes that race for one row both ask, one is late.
 */
export function applyTransition<T extends MachineTypes>(
  machine: Machine<T>,
  { state, event, context }: Arrival<T>,
): Applied<T> {
  const transition = machine.transitions[event];
  if (!transition.from.includes(state)) {
    return { ok: false, reason: 'illegal-transition', state, event, from: transition.from };
  }
  const refusal = transition.requires?.check(context) ?? null;
  if (refusal !== null) return { ok: false, reason: refusal, state, event };
  return {
    ok: true,
    state: transition.to,
    effects: [...(machine.leaving[state] ?? []), ...transition.effects],
  };
}

/** The transitions of a machine, in the order they are declared in. */
export function transitionsOf<T extends MachineTypes>(machine: Machine<T>): Transition<T>[] {
  return Object.values(machine.transitions);
}

/** The states of a machine, in the order they are declared in. */
export function statesOf<T extends MachineTypes>(machine: Machine<T>): T['state'][] {
  return Object.keys(machine.states);
}

/** Every pair a row may be seen to move between, each once: what a query over recorded transitions checks. */
export function legalPairs<T extends MachineTypes>(
  machine: Machine<T>,
): { readonly from: T['state']; readonly to: T['state'] }[] {
  const states = statesOf(machine);
  return states.flatMap((from) =>
    states
      .filter((to) => transitionsOf(machine).some((t) => t.to === to && t.from.includes(from)))
      .map((to) => ({ from, to })),
  );
}
