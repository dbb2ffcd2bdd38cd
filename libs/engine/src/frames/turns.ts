import type { RunRef } from '../engine';

/** Lets one at a time look at a map or loop; who comes meanwhile makes it look once more. */
export interface Turns {
  take(frame: { run: RunRef; n: number }, look: () => Promise<void>): Promise<void>;
}

export function createTurns(): Turns {
  const going = new Map<string, { again: boolean }>();
  return {
    async take({ run, n }, look) {
      const key = `${run.runId} ${n}`;
      const other = going.get(key);
      if (other) {
        other.again = true;
        return;
      }
      const turn = { again: false };
      going.set(key, turn);
      try {
        do {
          turn.again = false;
          await look();
        } while (turn.again);
      } finally {
        going.delete(key);
      }
    },
  };
}
