import { isTerminalRunStatus } from '@maestro/state-machine';
import { enabled, isFair } from './enabled';
import type { Mutant } from './mutants';
import type { State } from './state';
import { checkedStep } from './step';

/** More steps than any run of these tests needs; a command that changes nothing uses one up as well. */
const PATIENCE = 3_000;

/**
 * Lets a world without further faults go on until every run has ended. Returns what it broke on the way, or that it
 * came to a halt; null where all went well. Changes `state`.
 */
export function goOn(state: State, mutant: Mutant = null): string | null {
  let chance = 1;
  for (let turn = 0; turn < PATIENCE; turn += 1) {
    if (state.runs.every(({ status }) => isTerminalRunStatus(status))) return null;
    const commands = enabled(state).filter((command) => isFair(state, command));
    // In no order: any fixed one may go round, always past the command that matters.
    chance = (Math.imul(chance, 1_103_515_245) + 12_345) >>> 0;
    const command = commands[(chance >>> 8) % commands.length];
    if (!command) return 'stuck: nothing goes on';
    const broken = checkedStep(state, command, mutant);
    if (broken !== null) return broken;
  }
  return 'stuck: it goes round';
}
