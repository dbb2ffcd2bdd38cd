import { ExitCode } from './exit-code';
import { CliFault } from './fault';
import { readTextFile, readTextStream } from './files';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Inputs = Record<string, Json>;

const MAX_INPUT_BYTES = 4 * 1024 * 1024;

/**
 * The inputs of a run from `-i key=value` pairs. A value is JSON where it parses as such, else a string:
 * `n=5` is a number, `n='"5"'` and `n=five` are strings. Throws CliFault (usage) for a pair without `=`, a key
 * given twice, and a number JSON cannot carry exactly.
 */
export function parsePairs(pairs: readonly string[]): Inputs {
  const entries = new Map<string, Json>();
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) throw usage(`-i ${pair}: an input is given as key=value`);
    const key = pair.slice(0, at);
    if (entries.has(key)) throw usage(`-i ${key} is given twice`);
    entries.set(key, parseValue(key, pair.slice(at + 1)));
  }
  return Object.fromEntries(entries);
}

/** The JSON object in a file, or in standard input for `-`. Throws CliFault (usage) for anything else. */
export async function readInputFile(path: string, stdin: AsyncIterable<Uint8Array>): Promise<Inputs> {
  const name = path === '-' ? 'standard input' : path;
  const text =
    path === '-' ? await readTextStream(stdin, MAX_INPUT_BYTES) : readTextFile(path, MAX_INPUT_BYTES);
  const value = parseJson(text);
  if (value === undefined) throw usage(`${name} is not JSON`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usage(`${name} must hold a JSON object: one member per input`);
  }
  return value;
}

/**
 * What `-d` says: JSON, or `-` for JSON from standard input. Throws CliFault (usage) for anything else, and for a number
 * JSON cannot carry exactly.
 */
export async function readData(given: string, stdin: AsyncIterable<Uint8Array>): Promise<Json> {
  const text = given === '-' ? await readTextStream(stdin, MAX_INPUT_BYTES) : given;
  const value = parseJson(text);
  if (value === undefined) throw usage(`-d is not JSON; quote a text twice: -d '"like this"'`);
  if (typeof value === 'number' && !isExact(value, text))
    throw usage(`-d ${text} is more than a JSON number can hold`);
  return value;
}

function parseValue(key: string, text: string): Json {
  const value = parseJson(text);
  if (value === undefined) return text;
  if (typeof value === 'number' && !isExact(value, text)) {
    throw usage(
      `-i ${key}: ${text} is more than a JSON number can hold; quote it to send text: ${key}='"${text}"'`,
    );
  }
  return value;
}

/** An id of twenty digits would arrive as another id; a large number that is written as it comes back would not. */
function isExact(value: number, text: string): boolean {
  const digits = text.trim();
  return (
    Number.isFinite(value) &&
    (Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) || String(value) === digits)
  );
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function usage(message: string): CliFault {
  return new CliFault(ExitCode.usage, message);
}
