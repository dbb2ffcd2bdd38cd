import type { Json, JsonObject } from '@maestro/dsl';
import { faultAt } from '@maestro/problems';
import { retrievalLimits } from './limits';
import { checkScalar, keyPattern, valuesOf, type Scalar } from './metadata';

/** One way to meet a condition, as `filter_documents.sql` takes it. */
export interface Condition {
  n: number;
  key: string;
  kind: 'text' | 'number' | 'flag' | 'any';
  low_text?: string;
  high_text?: string | null;
  low_number?: number | null;
  high_number?: number | null;
  flag?: boolean;
  open_low: boolean;
  open_high: boolean;
}

export interface Filter {
  count: number;
  conditions: Condition[];
}

const operators = ['in', 'gt', 'gte', 'lt', 'lte', 'exists'];

/**
 * Reads a filter: a value that a name has to have, or `{in}`, `{gt, gte, lt, lte}` or `{exists: true}`. Of a list in the
 * metadata, one value has to meet it. All names have to be met.
 *
 * @throws MaestroError with a pointer behind `pointer`
 */
export function readFilter(given: JsonObject, pointer: string): Filter {
  const entries = Object.entries(given);
  if (entries.length > retrievalLimits.filterConditions)
    throw faultAt(
      'limit-exceeded',
      pointer,
      `A filter may have ${retrievalLimits.filterConditions} conditions.`,
    );
  const conditions = entries.flatMap(([key, wanted], n) => {
    if (!keyPattern.test(key)) throw faultAt('invalid-filter', pointer, `${key} is no name of metadata.`);
    return readCondition(wanted, `${pointer}/${key}`).map((condition) => ({ n, key, ...condition }));
  });
  return { count: entries.length, conditions };
}

type Bare = Omit<Condition, 'n' | 'key'>;
const closed = { open_low: false, open_high: false };

function readCondition(wanted: Json | undefined, pointer: string): Bare[] {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) {
    checkScalar(wanted, pointer);
    return [equal(wanted)];
  }
  const names = Object.keys(wanted);
  const unknown = names.find((name) => !operators.includes(name));
  if (unknown !== undefined)
    throw faultAt('invalid-filter', `${pointer}/${unknown}`, `Use one of ${operators.join(', ')}.`);
  if (names.length === 0) throw faultAt('invalid-filter', pointer, 'This asks for nothing.');
  if (('in' in wanted || 'exists' in wanted) && names.length > 1)
    throw faultAt('conflicting-fields', pointer, '`in` and `exists` stand alone.');
  if ('exists' in wanted) {
    if (wanted.exists !== true)
      throw faultAt('invalid-filter', `${pointer}/exists`, 'This can only be true.');
    return [{ kind: 'any', ...closed }];
  }
  if ('in' in wanted) return readList(wanted.in, `${pointer}/in`);
  return [readRange(wanted, pointer)];
}

function readList(given: Json | undefined, pointer: string): Bare[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > 100)
    throw faultAt('invalid-filter', pointer, 'This must be a list of 1 to 100 values.');
  return valuesOf<Json>(given).map((value, i) => {
    checkScalar(value, `${pointer}/${i}`);
    return equal(value);
  });
}

function readRange(wanted: JsonObject, pointer: string): Bare {
  const { gt, gte, lt, lte } = wanted;
  if ((gt !== undefined && gte !== undefined) || (lt !== undefined && lte !== undefined))
    throw faultAt('conflicting-fields', pointer, 'Give one lower and one upper bound at most.');
  const [low, high] = [gt ?? gte, lt ?? lte];
  const bounds = [low, high].filter((bound) => bound !== undefined);
  const open = { open_low: gt !== undefined, open_high: lt !== undefined };
  if (bounds.every((bound) => typeof bound === 'number'))
    return {
      kind: 'number',
      low_number: (low ?? null) as number,
      high_number: (high ?? null) as number,
      ...open,
    };
  for (const bound of bounds) checkScalar(bound, pointer);
  if (!bounds.every((bound) => typeof bound === 'string'))
    throw faultAt('wrong-type', pointer, 'Bounds must be numbers, or texts.');
  return {
    kind: 'text',
    low_text: (low ?? '') as string,
    high_text: (high ?? null) as string | null,
    ...open,
  };
}

function equal(value: Scalar): Bare {
  if (typeof value === 'boolean') return { kind: 'flag', flag: value, ...closed };
  if (typeof value === 'number') return { kind: 'number', low_number: value, high_number: value, ...closed };
  return { kind: 'text', low_text: value, high_text: value, ...closed };
}
