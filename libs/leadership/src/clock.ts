/** This process's sense of time. It wakes things and measures spans; which lease is over, the database decides. */
export interface Clock {
  /** Milliseconds, never going back. Only differences mean anything. */
  now(): number;
  /** Calls `due` once after `ms`, unless the returned function is called before. */
  after(ms: number, due: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, due) => {
    const timer = setTimeout(due, ms);
    return () => clearTimeout(timer);
  },
};
