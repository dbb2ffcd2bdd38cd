/** The clock of every measurement: CLOCK_MONOTONIC, which all processes of one machine share. */

/** Milliseconds of no particular beginning; comparable between processes. */
export function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** A pause of the driver: between a warm-up and a measurement, or until a start is due. */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks until the answer is truthy; fails with what was awaited once `timeoutMs` have passed. */
export async function until(condition, { what, timeoutMs = 60_000, everyMs = 10 }) {
  const deadline = now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await pause(everyMs);
  }
}
