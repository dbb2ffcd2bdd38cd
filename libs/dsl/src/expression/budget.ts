import { limits } from '../limits';

/** Ends an evaluation that costs too much. */
export class LimitError extends Error {}

/**
 * What one evaluation has cost so far.
 *
 * CEL keeps evaluating after an error (`false && error` is false), so the first excess is also remembered: an
 * evaluation that went over its budget has no result, whatever its operators made of the error.
 */
export class Budget {
  excess: LimitError | null = null;
  private steps = 0;

  charge(steps: number): void {
    this.steps += steps;
    if (this.steps > limits.evaluationSteps) this.refuse(`more than ${limits.evaluationSteps} steps`);
  }

  refuse(what: string): never {
    this.excess ??= new LimitError(what);
    throw this.excess;
  }
}
