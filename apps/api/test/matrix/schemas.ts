import type { Description, Route, Schema } from './routes';

/** Where a text stands in what is sent. */
export interface Field {
  in: 'path' | 'query' | 'header' | 'body';
  /** The name of a parameter, or the way into the body: `filter.template_id`, `ids.0`. */
  name: string;
}

const DEEPEST = 6;

/** Reads the description: which texts a route takes, and a body that it would take. */
export class Schemas {
  constructor(private readonly description: Description) {}

  /** Every place of a route where a text of the caller's may stand. Words of a list are not the caller's. */
  fieldsOf({ operation }: Route): Field[] {
    const parameters = (operation?.parameters ?? [])
      .filter(({ schema }) => this.isText(schema) || this.isText(schema.items))
      .map((parameter) => ({ in: parameter.in, name: parameter.name }));
    return [...parameters, ...this.textsIn(this.bodyOf(operation), '', 0)];
  }

  /** The least body that satisfies the schema of a route; undefined where it takes none. */
  bodyFor({ operation }: Route): unknown {
    const schema = this.bodyOf(operation);
    return schema && this.sample(schema, 0);
  }

  private bodyOf(operation: Route['operation']): Schema | undefined {
    return operation?.requestBody?.content['application/json']?.schema;
  }

  private resolve(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : { ...schema, ...this.description.components.schemas[name] };
  }

  private isText(schema: Schema | undefined): boolean {
    if (!schema) return false;
    const { type, enum: words, oneOf } = this.resolve(schema);
    if (words) return false;
    return [type].flat().includes('string') || (oneOf ?? []).some((one) => this.isText(one));
  }

  private textsIn(given: Schema | undefined, way: string, depth: number): Field[] {
    if (!given || depth > DEEPEST) return [];
    const schema = this.resolve(given);
    if (this.isText(schema)) return [{ in: 'body', name: way }];
    if (schema.items) return this.textsIn(schema.items, join(way, '0'), depth + 1);
    const own = Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
      this.textsIn(part, join(way, name), depth + 1),
    );
    // The members are the caller's own: one stands for all.
    const free: Field[] = schema.additionalProperties && way ? [{ in: 'body', name: join(way, 'any') }] : [];
    return [...own, ...free];
  }

  private sample(given: Schema, depth: number): unknown {
    const schema = this.resolve(given);
    if (schema.enum) return schema.enum[0];
    if (schema.oneOf?.[0]) return this.sample(schema.oneOf[0], depth);
    const type = [schema.type].flat()[0];
    if (type === 'array') {
      return schema.minItems && schema.items ? [this.sample(schema.items, depth + 1)] : [];
    }
    if (schema.example !== undefined && type !== 'object') return schema.example;
    if (type === 'string')
      return schema.format === 'date-time' ? '2040-01-01T00:00:00Z' : 'x'.padEnd(schema.minLength ?? 1, 'x');
    if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
    if (type === 'boolean') return false;
    const needed = depth > DEEPEST ? [] : (schema.required ?? []);
    return Object.fromEntries(
      needed.map((name) => [name, this.sample(schema.properties?.[name] ?? {}, depth + 1)]),
    );
  }
}

const join = (way: string, name: string) => (way === '' ? name : `${way}.${name}`);

/** A copy of `body` with `value` at the end of the way. */
export function withValue(body: unknown, way: string, value: unknown): unknown {
  const [name = '', ...rest] = way.split('.');
  const inner = (part: unknown) => (rest.length === 0 ? value : withValue(part, rest.join('.'), value));
  if (/^\d+$/.test(name)) {
    const list = Array.isArray(body) ? [...(body as unknown[])] : [];
    list[Number(name)] = inner(list[Number(name)]);
    return list;
  }
  const object = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return { ...object, [name]: inner(object[name]) };
}
