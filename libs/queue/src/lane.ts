/**
 * Every queue has two: workers serve `express` first. What a tenant sends beyond a small budget goes by `bulk`, so that those
 * who send little never wait behind those who send much.
 */
export type Lane = 'express' | 'bulk';

export const LANES: readonly Lane[] = ['express', 'bulk'];

/** What BullMQ calls a lane. No queue's own name holds a tilde. */
export function laneName(queue: string, lane: Lane): string {
  return lane === 'express' ? queue : `${queue}~bulk`;
}
