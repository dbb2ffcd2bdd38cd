import type { DueWork } from '@maestro/engine';
import type { Clock } from '@maestro/leadership';

/** What wakes the loops of a process. It has no pace of its own: whoever learns what is due tells it. */
export interface Tick {
  /** Calls `due` now and whenever the loop of that name has work, until the returned function is called. */
  join(loop: string, due: () => void): () => void;
  /** Wakes the loops that have work now, those that will before the next word, and those nobody spoke of. */
  tell(due: DueWork): void;
  /** Wakes the loops of one name now. */
  wake(loop: string): void;
}

/** The database's milliseconds and ours need not agree to the last. */
const MARGIN_MS = 10;

/** @param paceMs how often somebody tells: what is due later than that, the next word says again. */
export function createTick(paceMs: number, clock: Clock): Tick {
  const members = new Map<string, Set<() => void>>();
  const cancels: (() => void)[] = [];

  const wake = (loop: string): void => {
    for (const due of [...(members.get(loop) ?? [])]) due();
  };

  return {
    wake,
    join: (loop, due) => {
      // A function of its own for each member: the same one may join twice.
      const member = () => due();
      const named = members.get(loop) ?? new Set();
      members.set(loop, named.add(member));
      due();
      return () => void named.delete(member);
    },
    tell: (due) => {
      for (const cancel of cancels.splice(0)) cancel();
      for (const loop of members.keys()) {
        const ms = due[loop];
        if (ms === null) continue;
        if (ms === undefined || ms <= 0) wake(loop);
        else if (ms < paceMs) cancels.push(clock.after(ms + MARGIN_MS, () => wake(loop)));
      }
    },
  };
}
