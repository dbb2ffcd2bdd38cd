import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';
import { MaestroError } from '@maestro/problems';
import type { Json } from './json';

/** Far above what a definition may nest; it keeps a hostile task output from exhausting the stack. */
const MAX_DEPTH = 512;

/**
 * One text for one value (RFC 8785): keys sorted by UTF-16 units, no white space, ECMAScript numbers.
 * Throws `too-deep` beyond 512 levels, and `input-invalid` for what has no such text: a number that is not finite, half
 * of a surrogate pair.
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
  if (typeof value === 'number' && !Number.isFinite(value)) throw unwritable('a number that is not finite');
  if (typeof value === 'string') return text(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${text(key)}:${write(member, depth + 1)}`);
  }
  return `{${members.join(',')}}`;
}

/** Half of a surrogate pair: with the flag `u`, a whole pair is one character and does not match. */
const loneSurrogate = /\p{Surrogate}/u;

function text(value: string): string {
  if (loneSurrogate.test(value)) throw unwritable('a text with half of a surrogate pair');
  return JSON.stringify(value);
}

function unwritable(what: string): MaestroError {
  return new MaestroError('input-invalid', `${what} has no canonical form`);
}

/** Of what is to be changed, the names whose values are not what they were: what says nothing new is none of them. */
export function changedNames<T extends object>(before: T, changes: Partial<T>): (keyof T & string)[] {
  const names = Object.keys(changes) as (keyof T & string)[];
  return names.filter((name) => canonicalJson(before[name] as Json) !== canonicalJson(changes[name] as Json));
}
