import { randomBytes } from 'node:crypto';

/**
 * A fencing token: 63 random bits, never reused. Random, not counted: a sequence goes back after a crash under
 * asynchronous commit and after a failover, and would hand a token out twice.
 */
export function newToken(): string {
  return (randomBytes(8).readBigUInt64BE() >> 1n).toString();
}
