import { createHash } from 'node:crypto';

/**
 * Cursors of lists: the key of the last row that was shown, behind a check sum. To clients they are opaque; to us a
 * cursor that was cut, altered or taken from another list is an error and not a wrong page.
 */
const CHECK_BYTES = 6;

/** `list` names the list and whatever its order depends on: `records:<dataset>`. */
export function encodeCursor(list: string, key: string): string {
  return Buffer.concat([checkSum(list, key), Buffer.from(key)]).toString('base64url');
}

/** The key, or null where the text is not a cursor of this list. */
export function decodeCursor(list: string, cursor: string): string | null {
  const bytes = Buffer.from(cursor, 'base64url');
  // Buffer skips what is not base64url and ignores spare bits: only its own spelling counts.
  if (bytes.length < CHECK_BYTES || bytes.toString('base64url') !== cursor) return null;
  const key = bytes.subarray(CHECK_BYTES).toString();
  return checkSum(list, key).equals(bytes.subarray(0, CHECK_BYTES)) ? key : null;
}

function checkSum(list: string, key: string): Buffer {
  return createHash('sha256').update(`${list}\n${key}`).digest().subarray(0, CHECK_BYTES);
}
