import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { MaestroError } from '@maestro/problems';
import type { Json } from './json';

/** Far above what a definition may nest; it keeps a hostile task output from exhausting the stack. */
const MAX_DEPTH = 512;

/**
 * One text for one value (RFC 8785): keys sorted by UTF-16 units, no white space, ECMAScript numbers.
 * Throws `too-deep` beyond 512 levels.
 */
export function canonicalJson(value: Json): string {
  return write(value, 0);
}

/** SHA-256 over the canonical JSON of a value, as 64 hex digits. A string is hashed with its quotes. */
export function digest(value: Json): string {
  return sha256Hex(canonicalJson(value));
}

export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

function write(value: Json, depth: number): string {
  if (depth > MAX_DEPTH)
    throw new MaestroError('too-deep', `the value is nested more than ${MAX_DEPTH} levels deep`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${write(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}
