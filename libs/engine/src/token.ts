import { randomFillSync } from 'node:crypto';

/** Asking for randomness costs the same for eight bytes as for some thousand. */
const pool = new BigUint64Array(512);
let left = 0;

/**
 * A fencing token: 63 random bits, never reused. Random, not counted: a sequence goes back after a crash under
 * asynchronous commit and after a failover, and would hand a token out twice.
 */
export function newToken(): string {
  if (left === 0) {
    randomFillSync(pool);
    left = pool.length;
  }
  left -= 1;
  return ((pool[left] as bigint) >> 1n).toString();
}
