import { isMessage, toJson as messageToJson } from '@bufbuild/protobuf';
import { DurationSchema, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { celList, isCelList, isCelMap, type CelList, type CelMap, type CelValue } from '@bufbuild/cel';
import { isInteger, type Json, type JsonObject } from '../json';
import { limits } from '../limits';
import { setMember } from '../members';
import { evaluation } from './scope';

/**
 * The marks by which the CEL library knows its lists and maps. It offers no way to bring one's own, but registers
 * the marks globally; a test holds them to the pinned version.
 */
const LIST = Symbol.for('@bufbuild/cel/list');
const MAP = Symbol.for('@bufbuild/cel/map');

/** A JSON array seen as a CEL list: elements are converted when they are looked at, never before. */
class JsonList {
  readonly [LIST] = {};
  constructor(readonly json: readonly Json[]) {}

  get size(): number {
    return this.json.length;
  }

  get(index: number): CelValue | undefined {
    const item = this.json[index];
    return item === undefined ? undefined : fromJson(item);
  }

  *values(): IterableIterator<CelValue> {
    for (const item of this.json) yield fromJson(item);
  }

  [Symbol.iterator](): IterableIterator<CelValue> {
    return this.values();
  }
}

/** A JSON object seen as a CEL map. Only its own members exist: nothing of a prototype can be reached. */
class JsonMap {
  readonly [MAP] = {};
  private names: string[] | null = null;
  constructor(readonly json: Readonly<JsonObject>) {}

  get size(): number {
    return this.own().length;
  }

  get(key: unknown): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key)) return undefined;
    const member = this.json[key];
    return member === undefined ? undefined : fromJson(member);
  }

  has(key: unknown): boolean {
    return this.get(key) !== undefined;
  }

  forEach(visit: (value: CelValue, key: string, map: JsonMap) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  *entries(): IterableIterator<[string, CelValue]> {
    for (const key of this.own()) yield [key, this.get(key) ?? null];
  }

  keys(): IterableIterator<string> {
    return this.own().values();
  }

  *values(): IterableIterator<CelValue> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, CelValue]> {
    return this.entries();
  }

  private own(): string[] {
    return (this.names ??= Object.keys(this.json));
  }
}

/** Elements of a list as CEL values; the array may be shared with other lists and is never written to. */
export function listOf(json: readonly Json[]): CelList {
  return new JsonList(json) as unknown as CelList;
}

export function mapOf(json: Readonly<JsonObject>): CelMap {
  return new JsonMap(json) as unknown as CelMap;
}

/** JSON → CEL: integers up to 2⁵³ are `int`, other numbers `double`. Lists and objects are wrapped, not copied. */
export function fromJson(value: Json): CelValue {
  if (typeof value === 'number') return isInteger(value) ? BigInt(value) : value;
  if (value === null || typeof value !== 'object') return value;
  return Array.isArray(value) ? listOf(value) : mapOf(value);
}

/** The part of a list from one index up to another, without looking at its elements. */
export function sliceList(list: CelList, from: number, to: number): CelList {
  if (list instanceof JsonList) return listOf(list.json.slice(from, to));
  const items: CelValue[] = [];
  for (let index = from; index < to; index += 1) items.push(list.get(index) ?? null);
  return celList(items);
}

/**
 * CEL → JSON. JSON that only passed through comes back as the same object, so results may share structure with
 * the scope. Throws for what JSON cannot say: bytes, types, NaN, integers beyond 2⁵³, keys that are no strings.
 */
export function toJson(value: CelValue): Json {
  return new Converter().convert(value);
}

class Converter {
  private size = 0;
  private readonly sizes = new Map<object, number>();

  convert(value: CelValue): Json {
    evaluation().budget.charge(1);
    if (value instanceof JsonList || value instanceof JsonMap) {
      this.grow(this.sizeOf(value.json as Json));
      return value.json as Json;
    }
    if (isCelList(value)) return Array.from(value, (item) => this.convert(item));
    if (isCelMap(value)) return this.convertMap(value);
    return this.convertScalar(value);
  }

  private convertMap(map: CelMap): JsonObject {
    const result: JsonObject = {};
    for (const [key, member] of map) {
      if (typeof key !== 'string') throw new Error('the keys of a map must be strings to become JSON');
      this.grow(key.length);
      setMember(result, key, this.convert(member));
    }
    return result;
  }

  private convertScalar(value: CelValue): Json {
    this.grow(typeof value === 'string' ? value.length : 8);
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'bigint') return toNumber(value);
    if (typeof value === 'number') {
      if (!Number.isFinite(value)) throw new Error(`${value} is not a JSON number`);
      return value === 0 ? 0 : value;
    }
    if ('value' in value && typeof value.value === 'bigint') return toNumber(value.value);
    if ('message' in value) {
      if (isMessage(value.message, TimestampSchema)) return messageToJson(TimestampSchema, value.message);
      if (isMessage(value.message, DurationSchema)) return messageToJson(DurationSchema, value.message);
    }
    throw new Error(
      value instanceof Uint8Array ? 'bytes are not JSON; use base64()' : 'the result is not JSON',
    );
  }

  private grow(by: number): void {
    this.size += by;
    if (this.size > limits.resultSize) evaluation().budget.refuse('its result is too large');
  }

  /** Rough length of the JSON text. An object that appears often is walked once. */
  private sizeOf(json: Json): number {
    if (json === null || typeof json !== 'object') return typeof json === 'string' ? json.length : 8;
    const known = this.sizes.get(json);
    if (known !== undefined) return known;
    let size = 0;
    const open: Json[] = [json];
    while (open.length > 0) {
      const next = open.pop() ?? null;
      if (next === null || typeof next !== 'object') size += typeof next === 'string' ? next.length : 8;
      else if (Array.isArray(next)) for (const item of next) open.push(item);
      else
        for (const [key, member] of Object.entries(next)) {
          size += key.length;
          open.push(member);
        }
    }
    this.sizes.set(json, size);
    return size;
  }
}

function toNumber(value: bigint): number {
  const number = Number(value);
  if (!isInteger(number) || BigInt(number) !== value)
    throw new Error(`${value} is beyond the integers JSON can carry (2^53)`);
  return number;
}
