const free = new WeakSet<object>();

/** Marks the failure of a call of which it is certain that nobody bills it; gives the error back. */
export function markFree<E extends Error>(error: E): E {
  free.add(error);
  return error;
}

/** Whether a call that failed has certainly cost nothing: it was never sent, or refused before the model began. */
export function isFree(error: unknown): boolean {
  return typeof error === 'object' && error !== null && free.has(error);
}
