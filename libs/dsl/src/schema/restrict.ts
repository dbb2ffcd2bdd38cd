import { cut } from '../diagnostics/printable';
import type { Json, JsonObject } from '../json';
import { limits } from '../limits';
import { compilePattern } from '../pattern';
import { schemaDialect, schemaFormats, schemaKeywords } from './keywords';

/** Why a schema is refused, and where in it. */
export interface SchemaFault {
  pointer: string;
  message: string;
}

/** How large a schema is once every `$ref` is replaced by what it refers to. */
interface Extent {
  size: number;
  height: number;
}

const NOTHING: Extent = { size: 1, height: 1 };
const known = new Set<string>(Object.values(schemaKeywords).flat());
/** Up to here comparing every element with every other is harmless. */
const MAX_COMPARED_ITEMS = 500;

/**
 * Checks that validating with this schema takes time and memory in proportion to the value: only known keywords,
 * patterns under RE2, references that stay inside and never return to themselves, bounded size. A schema that
 * passes may still be wrong (`type: 5`): that is for the meta-schema to say.
 */
export function restrictSchema(schema: Json): SchemaFault[] {
  const restriction = new Restriction(schema);
  restriction.extent(schema, '', 1);
  return restriction.faults;
}

class Restriction {
  readonly faults: SchemaFault[] = [];
  private readonly extents = new Map<JsonObject, Extent | 'open'>();

  constructor(private readonly root: Json) {}

  extent(schema: Json, pointer: string, depth: number): Extent {
    if (typeof schema === 'boolean') return NOTHING;
    if (!isObject(schema)) return this.fault(pointer, 'a schema is an object, true or false');
    const seen = this.extents.get(schema);
    if (seen === 'open')
      return this.fault(pointer, 'the schema refers to itself; recursive schemas are not accepted');
    if (seen) return seen;
    if (depth > limits.schemaDepth) return this.fault(pointer, this.tooDeep());
    this.extents.set(schema, 'open');
    this.checkKeywords(schema, pointer);
    const extent = this.sum(schema, pointer, depth);
    this.extents.set(schema, extent);
    if (extent.height > limits.schemaDepth) return this.fault(pointer, this.tooDeep());
    if (extent.size > limits.schemaSize)
      return this.fault(
        pointer,
        `the schema has more than ${limits.schemaSize} parts, its references counted`,
      );
    return extent;
  }

  private sum(schema: JsonObject, pointer: string, depth: number): Extent {
    const total = { size: 1, height: 1 };
    for (const [part, at, counts] of this.parts(schema, pointer)) {
      const { size, height } = this.extent(part, at, depth + 1);
      if (!counts) continue;
      total.size += size;
      total.height = Math.max(total.height, height + 1);
    }
    return total;
  }

  /** The schemas inside a schema; definitions count only where a reference uses them. */
  private *parts(schema: JsonObject, pointer: string): IterableIterator<[Json, string, boolean]> {
    for (const keyword of schemaKeywords.schema) {
      const part = schema[keyword];
      if (part !== undefined) yield [part, `${pointer}/${keyword}`, true];
    }
    for (const keyword of schemaKeywords.schemas) {
      const list = schema[keyword];
      if (Array.isArray(list))
        for (const [index, part] of list.entries()) yield [part, `${pointer}/${keyword}/${index}`, true];
    }
    for (const keyword of [...schemaKeywords.named, ...schemaKeywords.definitions]) {
      const parts = schema[keyword];
      if (!isObject(parts)) continue;
      const counts = keyword !== '$defs' && keyword !== 'definitions';
      for (const [name, part] of Object.entries(parts))
        yield [part, `${pointer}/${keyword}/${escape(name)}`, counts];
    }
    const target = this.target(schema.$ref, `${pointer}/$ref`);
    if (target !== undefined) yield [target, `${pointer}/$ref`, true];
  }

  private target(ref: Json | undefined, pointer: string): Json | undefined {
    if (ref === undefined) return undefined;
    if (typeof ref !== 'string' || !/^#(?:\/|$)/.test(ref)) {
      this.fault(pointer, 'a $ref must point into the same schema: "#/…"');
      return undefined;
    }
    let at: Json | undefined = this.root;
    for (const key of ref.split('/').slice(1).map(unescape)) {
      const next: Json | undefined = Array.isArray(at)
        ? at[Number(key)]
        : isObject(at) && Object.hasOwn(at, key)
          ? at[key]
          : undefined;
      at = next;
    }
    if (at === undefined) this.fault(pointer, `$ref points to nothing: ${cut(ref)}`);
    return at;
  }

  private checkKeywords(schema: JsonObject, pointer: string): void {
    for (const keyword of Object.keys(schema)) {
      if (!known.has(keyword))
        this.fault(`${pointer}/${escape(keyword)}`, `the keyword "${cut(keyword)}" is not accepted here`);
    }
    if (isObject(schema.patternProperties))
      for (const pattern of Object.keys(schema.patternProperties))
        this.checkPattern(pattern, `${pointer}/patternProperties/${escape(pattern)}`);
    if (typeof schema.pattern === 'string') this.checkPattern(schema.pattern, `${pointer}/pattern`);
    if (typeof schema.format === 'string' && !(schemaFormats as readonly string[]).includes(schema.format))
      this.fault(`${pointer}/format`, `the format is not one of ${schemaFormats.join(', ')}`);
    if (schema.$schema !== undefined && schema.$schema !== schemaDialect)
      this.fault(`${pointer}/$schema`, `schemas are written in ${schemaDialect}`);
    if (Array.isArray(schema.enum) && (schema.enum.length === 0 || schema.enum.length > limits.enumValues))
      this.fault(`${pointer}/enum`, `an enum has 1 to ${limits.enumValues} values`);
    if (schema.uniqueItems === true && !comparesQuickly(schema))
      this.fault(
        `${pointer}/uniqueItems`,
        `uniqueItems needs items of a simple type, or maxItems of at most ${MAX_COMPARED_ITEMS}`,
      );
  }

  private checkPattern(pattern: string, pointer: string): void {
    try {
      compilePattern(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.fault(pointer, `the pattern is not one of RE2: ${reason.slice(0, 120)}`);
    }
  }

  private tooDeep(): string {
    return `the schema is nested more than ${limits.schemaDepth} levels deep, its references counted`;
  }

  private fault(pointer: string, message: string): Extent {
    this.faults.push({ pointer, message });
    return NOTHING;
  }
}

function comparesQuickly(schema: JsonObject): boolean {
  if (typeof schema.maxItems === 'number' && schema.maxItems <= MAX_COMPARED_ITEMS) return true;
  const type = isObject(schema.items) ? schema.items.type : undefined;
  const types = Array.isArray(type) ? type : [type];
  return types.every(
    (name) => name === 'string' || name === 'number' || name === 'integer' || name === 'boolean',
  );
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escape(key: string): string {
  return key.replace(/~/g, '~0').replace(/\//g, '~1');
}

function unescape(key: string): string {
  return decodeFragment(key).replace(/~1/g, '/').replace(/~0/g, '~');
}

function decodeFragment(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
