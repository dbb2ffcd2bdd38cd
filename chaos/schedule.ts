import { diceOf, type Dice } from './seed';

/** Faults of one lane follow each other; those of different lanes meet. */
export interface Lane {
  readonly name: string;
  readonly faults: readonly string[];
  /** Shortest and longest time between the beginnings of two, in ms. */
  readonly gapMs: readonly [least: number, most: number];
  /** How long one that lasts goes on, in ms. */
  readonly holdMs: readonly [least: number, most: number];
}

export interface PlannedFault {
  /** From the beginning of the storm. */
  readonly atMs: number;
  readonly lane: string;
  readonly fault: string;
  /** In [0, 1): chooses the victim among whoever lives at that moment. */
  readonly pick: number;
  readonly holdMs: number;
}

/**
 * Everything that is going to happen, as a function of the seed alone. A lane goes through all its faults in a new
 * order each time round, so that also a short storm brings each kind.
 */
export function scheduleOf(seed: number, durationMs: number, lanes: readonly Lane[]): PlannedFault[] {
  const planned = lanes.flatMap((lane, i) => planLane(diceOf(seed * 31 + i), durationMs, lane));
  return planned.sort((one, other) => one.atMs - other.atMs);
}

function planLane(dice: Dice, durationMs: number, lane: Lane): PlannedFault[] {
  const between = ([least, most]: Lane['gapMs']) => Math.round(least + dice.next() * (most - least));
  const planned: PlannedFault[] = [];
  if (lane.faults.length === 0) return planned;
  let bag: string[] = [];
  for (let atMs = between(lane.gapMs); atMs < durationMs; atMs += between(lane.gapMs)) {
    if (bag.length === 0) bag = dice.shuffled(lane.faults);
    const fault = bag.pop() ?? '';
    planned.push({ atMs, lane: lane.name, fault, pick: dice.next(), holdMs: between(lane.holdMs) });
  }
  return planned;
}
