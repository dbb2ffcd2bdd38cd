import { invariantRules } from '@maestro/engine';
import { acceptedInvariants } from './accepted';
import { effectInvariants } from './effects';
import { selects, type Evidence, type Invariant } from './invariant';
import { lifeCycleInvariants } from './life-cycle';
import { limitInvariants } from './limits';
import { orderInvariants } from './order';
import { processInvariants } from './processes';
import { tenancyInvariants } from './tenancy';

/**
 * Every rule there is. I7 (each slot of a schedule once) and I8 (money) come with their tables; I11 (the queue
 * agrees) is looked at while a storm settles, as nothing is queued any more at its end.
 */
export const invariants: readonly Invariant[] = [
  ...acceptedInvariants,
  ...lifeCycleInvariants,
  ...effectInvariants,
  ...tenancyInvariants,
  ...limitInvariants,
  ...orderInvariants,
  ...processInvariants,
  // Those that `maestro doctor` checks as well.
  ...invariantRules.map(({ id, says, text }) => selects(id, says, { text })),
];

/** A rule that was broken, with what broke it. */
export interface Violation {
  id: string;
  says: string;
  count: number;
  /** The first few. */
  rows: object[];
}

const SHOWN = 10;

export function violation({ id, says }: Pick<Invariant, 'id' | 'says'>, rows: object[]): Violation {
  return { id, says, count: rows.length, rows: rows.slice(0, SHOWN) };
}

/** The rules that are broken. A check that cannot be made counts as broken as well. */
export async function judge(evidence: Evidence): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const invariant of invariants) {
    const rows = await invariant
      .check(evidence)
      .catch((error: Error) => [{ cannotCheck: error.message } as object]);
    if (rows.length > 0) violations.push(violation(invariant, rows));
  }
  return violations;
}
