import { randomBytes } from 'node:crypto';

/**
 * Identifiers. In the database they are `uuid`, in the version 7 layout: sortable by the time they were made, so
 * that lists page by key and new rows land on the same pages. At the edge they carry their type and are written
 * in 26 letters of Crockford's base 32: `run_01j9…`.
 */
export type IdPrefix =
  | 'run'
  | 'tpl'
  | 'ten'
  | 'sig'
  | 'att'
  | 'mem'
  | 'ses'
  | 'tru'
  | 'frz'
  | 'brk'
  | 'pol'
  | 'dec'
  | 'bud'
  | 'orc'
  | 'agt'
  | 'bkf'
  | 'evt'
  | 'trg'
  | 'whk'
  | 'hok'
  | 'whd'
  | 'msg'
  | 'tls';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const [HYPHEN, ZERO, NINE, LETTER_A] = [0x2d, 0x30, 0x39, 0x61];

let lastMs = 0;
let sequence = 0;

/** A new uuid, later than every one this process made before, even within a millisecond. */
export function newId(): string {
  const bytes = randomBytes(16);
  const now = Date.now();
  // 12 bits count within the millisecond; past 4096 the clock is read ahead.
  if (now > lastMs) {
    lastMs = now;
    sequence = bytes.readUInt16BE(6) & 0x3ff;
  } else if (++sequence > 0xfff) {
    lastMs += 1;
    sequence = 0;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The least id that could be made at that moment: what was made before it is less. */
export function firstIdAt(epochMs: number): string {
  const hex = Math.max(0, Math.floor(epochMs)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

export function formatId(prefix: IdPrefix, uuid: string): string {
  return `${prefix}_${encode(uuid)}`;
}

/** The uuid of `<prefix>_<26 letters>`, or null for anything else: to the caller an unknown id, never an error. */
export function parseId(prefix: IdPrefix, text: string): string | null {
  return text.startsWith(`${prefix}_`) ? decode(text.slice(prefix.length + 1)) : null;
}

export function formatTaskId(runId: string, n: number): string {
  return `task_${encode(runId)}_${n}`;
}

export function parseTaskId(text: string): { runId: string; n: number } | null {
  return parseNumbered('task', text);
}

/** What a task asks of people bears the task's number; a question about the start of a run counts below zero: `…_s1`. */
export function formatApprovalId(runId: string, n: number): string {
  return `apr_${encode(runId)}_${n < 0 ? `s${-n}` : n}`;
}

export function parseApprovalId(text: string): { runId: string; n: number } | null {
  const start = /^(apr_[0-9a-z]{26})_s([1-9][0-9]{0,3})$/.exec(text);
  const key = parseNumbered('apr', start ? `${start[1]}_${start[2]}` : text);
  return key && start ? { ...key, n: -key.n } : key;
}

function parseNumbered(prefix: 'task' | 'apr', text: string): { runId: string; n: number } | null {
  if (!text.startsWith(`${prefix}_`)) return null;
  const match = /^([0-9a-z]{26})_(0|[1-9][0-9]{0,8})$/.exec(text.slice(prefix.length + 1));
  const runId = match ? decode(match[1] as string) : null;
  return match && runId ? { runId, n: Number(match[2]) } : null;
}

export function isUuid(text: string): boolean {
  return uuidPattern.test(text);
}

/** 128 bits, five at a time from the end: 26 letters, of which the first holds three bits. */
function encode(uuid: string): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (let i = uuid.length - 1; i >= 0; i -= 1) {
    const code = uuid.charCodeAt(i);
    if (code === HYPHEN) continue;
    bits |= (code <= NINE ? code - ZERO : code - LETTER_A + 10) << held;
    held += 4;
    if (held < 5) continue;
    text = (alphabet[bits & 31] as string) + text;
    bits >>= 5;
    held -= 5;
  }
  return (alphabet[bits] as string) + text;
}

function decode(text: string): string | null {
  if (text.length !== 26) return null;
  let value = 0n;
  for (const letter of text) {
    const digit = alphabet.indexOf(letter);
    if (digit < 0) return null;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n) return null;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
