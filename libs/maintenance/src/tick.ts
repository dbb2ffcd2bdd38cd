import type { Clock } from '@maestro/leadership';

/** The one timer of a process: all its loops look for work at the same moments. */
export interface Tick {
  /** Calls `due` now and at every tick, until the returned function is called. */
  join(due: () => void): () => void;
}

/** The timer runs only while somebody has joined. */
export function createTick(intervalMs: number, clock: Clock): Tick {
  const members = new Set<() => void>();
  let cancel: (() => void) | null = null;

  const arm = (): void => {
    cancel = clock.after(intervalMs, () => {
      arm();
      for (const due of [...members]) due();
    });
  };

  return {
    join: (due) => {
      // A function of its own for each member: the same one may join twice.
      const member = () => due();
      members.add(member);
      if (!cancel) arm();
      due();
      return () => {
        members.delete(member);
        if (members.size > 0) return;
        cancel?.();
        cancel = null;
      };
    },
  };
}
