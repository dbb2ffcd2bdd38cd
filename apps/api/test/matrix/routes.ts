import type { Permission } from '@maestro/tenancy';
import type { Harness } from '../harness';

/** A part of a JSON Schema, as the description of the API has them. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  minLength?: number;
  minItems?: number;
  minimum?: number;
  format?: string;
  example?: unknown;
}

interface Operation {
  operationId: string;
  'x-permission'?: Permission | 'identity';
  security?: object[];
  parameters?: { name: string; in: 'path' | 'query' | 'header'; schema: Schema; required?: boolean }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
}

export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** One route of the running API, with what its description says of it. */
export interface Route {
  method: string;
  /** With its parameters in braces: `/api/runs/{id}`. */
  path: string;
  /** Unknown where the route is not described: then only the list of open doors may let it through. */
  access: Permission | 'identity' | 'public' | 'undescribed';
  operation?: Operation;
}

/** Every route that the server was really given, HEAD of a GET included, beside its description. */
export function routesOf(maestro: Harness, description: Description): Route[] {
  const table = maestro.api.app.getHttpAdapter().getInstance().routeTable as { list(): string[] };
  return table.list().map((line) => {
    const [method = '', address = ''] = line.split(' ');
    const path = address.replace(/:(\w+)/g, '{$1}');
    const described = description.paths[path];
    const operation = described?.[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (!operation) return { method, path, access: 'undescribed' };
    return { method, path, operation, access: operation['x-permission'] ?? 'public' };
  });
}

/** The path with its parameters filled in. */
export function fill(path: string, values: Record<string, string>, otherwise = 'none'): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? otherwise));
}

/** True where the router may take this path for that route. */
export function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith('{') || part === given[i])
  );
}
