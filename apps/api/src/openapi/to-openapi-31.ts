import type { OpenAPIObject } from '@nestjs/swagger';
import { ANY_JSON } from '../http/shows';

type Node = { [key: string]: unknown };

/**
 * Nest describes in the words of OpenAPI 3.0. In 3.1 a schema is JSON Schema: what may be null says so in its type,
 * and any value is the empty schema.
 */
export function toOpenApi31(document: OpenAPIObject): OpenAPIObject {
  return { ...(translate(document as unknown as Node) as unknown as OpenAPIObject), openapi: '3.1.0' };
}

function translate(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translate);
  if (typeof value !== 'object' || value === null) return value;
  const node = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, translate(inner)]),
  ) as Node;
  return translateSchema(node);
}

function translateSchema(node: Node): Node {
  const { nullable, [ANY_JSON]: anyJson, ...schema } = node;
  const described = schema.description === undefined ? {} : { description: schema.description };
  if (anyJson === true) return described;
  const reference = referenceIn(schema);
  if (reference) {
    // Beside a reference nothing can add null; only a choice can.
    return { ...described, ...(nullable === true ? { oneOf: [reference, { type: 'null' }] } : reference) };
  }
  if (nullable !== true) return schema;
  const words = Array.isArray(schema.enum) ? { enum: [...(schema.enum as unknown[]), null] } : {};
  return { ...schema, type: [schema.type, 'null'], ...words };
}

/** Nest wraps a reference that has a description, which in 3.0 was not allowed beside it. */
function referenceIn({ allOf }: Node): Node | null {
  const [only, ...more] = Array.isArray(allOf) ? (allOf as Node[]) : [];
  return only?.$ref !== undefined && more.length === 0 ? only : null;
}
