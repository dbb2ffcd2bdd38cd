/**
 * Where a reader of events stands: transaction and number of the last event it saw, and the cluster they count in.
 * Another cluster (a restored backup, say) counts anew: positions of the old one mean nothing there.
 */
export interface EventPosition {
  xid: string;
  id: string;
}

export const beginning: EventPosition = { xid: '0', id: '0' };

/** 64-bit numbers have 20 digits at most. */
const pattern = /^([0-9a-f]{8})\.(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,18})$/;

export function encodeEventCursor(cluster: string, { xid, id }: EventPosition): string {
  return `${cluster}.${xid}-${id}`;
}

/** Null where the text cannot be a cursor of events. */
export function decodeEventCursor(text: string): (EventPosition & { cluster: string }) | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [, cluster, xid, id] = match as unknown as [string, string, string, string];
  return BigInt(xid) < 1n << 64n && BigInt(id) < 1n << 63n ? { cluster, xid, id } : null;
}
