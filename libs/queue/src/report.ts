export type OnError = (error: Error) => void;

const QUIET_MS = 10_000;
const MAX_REMEMBERED = 100;

/** Passes an error on unless the same one was told within the last 10 s: an outage is a few lines, not thousands. */
export function createReporter(onError: OnError): (error: unknown) => void {
  const told = new Map<string, number>();
  return (error) => {
    const known = error instanceof Error ? error : new Error(String(error));
    const now = performance.now();
    const last = told.get(known.message);
    if (last !== undefined && now - last < QUIET_MS) return;
    if (told.size >= MAX_REMEMBERED) told.clear();
    told.set(known.message, now);
    onError(known);
  };
}
