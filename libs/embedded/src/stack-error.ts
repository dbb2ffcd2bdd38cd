export type StackErrorCode =
  /** Another launcher works in the same state folder. */
  | 'locked'
  /** The state folder cannot be used: foreign owner, damaged file. */
  | 'state-unusable'
  /** No usable server program was found or could be fetched. */
  | 'no-postgres'
  | 'no-redis'
  /** A server was found but does not come up. */
  | 'start-failed'
  /** A Redis that was given does not answer, or may evict keys. */
  | 'redis-unreachable'
  | 'redis-policy';

/** Why the stack cannot run. The message is one line for the user: what is wrong and what to do. */
export class StackError extends Error {
  constructor(
    readonly code: StackErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message.replace(/\s*\n\s*/g, ' '), options);
    this.name = 'StackError';
  }
}
