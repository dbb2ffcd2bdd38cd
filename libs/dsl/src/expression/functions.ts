import { base64Encode } from '@bufbuild/protobuf/wire';
import { TimestampSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  celFunc,
  CelScalar,
  listType,
  objectType,
  type CelFunc,
  type CelList,
  type CelValue,
} from '@bufbuild/cel';
import { canonicalJson, sha256Hex } from '../canonical';
import { evaluation } from './scope';
import { sliceList, toJson } from './values';

const { BOOL, BYTES, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);
const TIMESTAMP = objectType(TimestampSchema);

/** Characters that one step of work covers where text is hashed or encoded. */
const PER_STEP = 64;

/** The functions of Maestro beyond CEL's own. */
export const maestroFunctions: CelFunc[] = [
  celFunc('step_succeeded', [STRING], BOOL, (id) => statusOf(id) === 'succeeded'),
  celFunc('step_failed', [STRING], BOOL, (id) => statusOf(id) === 'failed'),
  celFunc('now', [], TIMESTAMP, () => timestampFromDate(new Date(evaluation().scope.now))),
  celFunc('json', [DYN], STRING, (value) => charged(canonicalJson(toJson(value)))),
  celFunc('hash', [DYN], STRING, (value) => sha256Hex(charged(canonicalJson(toJson(value))))),
  celFunc('base64', [STRING], STRING, (text) => base64Encode(new TextEncoder().encode(charged(text)))),
  celFunc('base64', [BYTES], STRING, (bytes) => base64Encode(bytes)),
  celFunc('slice', [LIST, INT, INT], LIST, slice),
  celFunc('chunk', [LIST, INT, INT], LIST, chunk),
  celFunc('sum', [LIST], DYN, sum),
  celFunc('compact', [DYN], STRING, (value) => compact(numberIn('compact', value))),
  celFunc('dollars', [DYN], STRING, (value) => dollars(numberIn('dollars', value))),
];

function statusOf(id: string): string | null {
  const { tasks } = evaluation().scope;
  return Object.hasOwn(tasks, id) ? (tasks[id]?.status ?? null) : null;
}

/** Elements `from` up to, not including, `to`; both are cut to the length of the list. */
function slice(list: CelList, from: bigint, to: bigint): CelList {
  if (from < 0n || to < 0n) throw new Error('slice() takes indexes from 0');
  return part(list, Math.min(Number(from), list.size), Math.min(Number(to), list.size));
}

/** The `index`-th of `parts` contiguous slices whose lengths differ by at most one. */
function chunk(list: CelList, parts: bigint, index: bigint): CelList {
  if (parts < 1n) throw new Error('chunk() needs at least one part');
  if (index < 0n || index >= parts) throw new Error(`chunk() has no part ${index} of ${parts}`);
  const size = BigInt(list.size);
  return part(list, Number((size * index) / parts), Number((size * (index + 1n)) / parts));
}

function part(list: CelList, from: number, to: number): CelList {
  evaluation().budget.charge(Math.max(0, to - from) / PER_STEP);
  return sliceList(list, from, to);
}

/** An int where all elements are, else a double; 0 of an empty list. */
function sum(list: CelList): CelValue {
  evaluation().budget.charge(list.size);
  let whole = 0n;
  let fraction: number | null = null;
  for (const item of list) {
    if (typeof item === 'bigint') whole += item;
    else if (typeof item === 'number') fraction = (fraction ?? 0) + item;
    else throw new Error('sum() takes a list of numbers');
  }
  return fraction === null ? whole : fraction + Number(whole);
}

function numberIn(name: string, value: CelValue): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new Error(`${name}() takes a number`);
}

/** A number as people say it: 950, 5.4K, 12M. */
function compact(value: number): string {
  const units = ['', 'K', 'M', 'B', 'T'];
  let [rest, unit] = [Math.abs(value), 0];
  // What would be rounded to a thousand is one of the next unit.
  for (; rounded(rest) >= 1_000 && unit < units.length - 1; unit += 1) rest /= 1_000;
  return `${value < 0 ? '-' : ''}${rounded(rest)}${units[unit] ?? ''}`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** An amount of cents in dollars: $0.04; less than a cent with four decimals. */
function dollars(cents: number): string {
  const amount = Math.abs(cents) / 100;
  const decimals = amount > 0 && amount < 0.01 ? 4 : 2;
  return `${cents < 0 ? '-' : ''}$${amount.toFixed(decimals)}`;
}

function charged(text: string): string {
  evaluation().budget.charge(text.length / PER_STEP);
  return text;
}
