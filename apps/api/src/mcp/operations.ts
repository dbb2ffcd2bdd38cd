import type { JsonObject } from '@maestro/dsl';
import type { ApiDescription } from '../meta/docs.controller';

/** A tool that is an operation of the API: where each argument goes, the operation's own description says. */
export interface McpOperation {
  name: string;
  /** Its operation in the description of the API, which says who may. */
  operation: string;
  description: string;
  arguments: JsonObject;
  required?: string[];
  /** The argument that becomes the `Idempotency-Key` of the request. */
  key?: string;
}

const id = (what: string): JsonObject => ({
  ...{ type: 'string', pattern: '^[A-Za-z0-9_-]{1,128}$' },
  description: `Id of the ${what}.`,
});
const approval: JsonObject = {
  id: id('approval'),
  digest: { type: 'string', maxLength: 128, description: 'Digest of what is asked, as you read it.' },
  comment: { type: 'string', maxLength: 4_000 },
};
const page: JsonObject = {
  limit: { type: 'integer', minimum: 1, maximum: 100 },
  after: { type: 'string', maxLength: 512, description: 'Cursor of the page before.' },
};

/** What the server offers. Each is one operation of the API, asked with the credential of the caller. */
export const mcpOperations: readonly McpOperation[] = [
  {
    ...{ name: 'list_templates', operation: 'listTemplates', arguments: page },
    description: 'Lists the workflows that can be run, with what they are for.',
  },
  {
    ...{ name: 'run', operation: 'startRun', required: ['template'], key: 'idempotency_key' },
    description:
      'Starts a run of a workflow by its name. Give the same idempotency_key when you repeat a call.',
    arguments: {
      template: { type: 'string', maxLength: 128, description: 'Name of the template.' },
      inputs: { type: 'object', description: 'Its inputs, as its schema asks for.' },
      idempotency_key: { type: 'string', minLength: 1, maxLength: 255 },
    },
  },
  {
    ...{ name: 'get_run', operation: 'getRun', required: ['id'], arguments: { id: id('run') } },
    description: 'Reads a run: its status, its outputs or its error, what it cost.',
  },
  {
    ...{ name: 'explain', operation: 'explainRun', required: ['id'], arguments: { id: id('run') } },
    description: 'Says why a run waits or has failed.',
  },
  {
    ...{ name: 'list_approvals', operation: 'listApprovals', arguments: page },
    description: 'Lists what people are asked.',
  },
  {
    ...{ name: 'approve', operation: 'approve', required: ['id', 'digest'], arguments: approval },
    description: 'Agrees to what is asked, where you may.',
  },
  {
    ...{ name: 'reject', operation: 'reject', required: ['id', 'digest'], arguments: approval },
    description: 'Refuses what is asked, where you may.',
  },
];

/** A route as the API describes it. */
export interface Route {
  method: string;
  path: string;
  /** What a caller needs for it; null where it is enough to be known. */
  permission: string | null;
  inPath: ReadonlySet<string>;
  inQuery: ReadonlySet<string>;
}

interface Described {
  operationId: string;
  'x-permission'?: string;
  parameters?: { name: string; in: string }[];
}

const known = new WeakMap<ApiDescription, ReadonlyMap<string, Route>>();

/** The routes of the API by the names of their operations, from the description that it gives everybody. */
export function routesByOperation(description: ApiDescription): ReadonlyMap<string, Route> {
  let routes = known.get(description);
  if (routes) return routes;
  const { paths } = JSON.parse(description()) as { paths: Record<string, Record<string, Described>> };
  const found = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], ...rest }]): [string, Route] => {
      const names = (place: string) =>
        new Set(parameters.flatMap((one) => (one.in === place ? [one.name] : [])));
      const said = rest['x-permission'] ?? 'identity';
      const permission = said === 'identity' ? null : said;
      return [operationId, { method, path, permission, inPath: names('path'), inQuery: names('query') }];
    }),
  );
  known.set(description, (routes = new Map(found)));
  return routes;
}

/** The request that a call is. */
export function requestOf(
  { key }: Pick<McpOperation, 'key'>,
  { method, path, inPath, inQuery }: Route,
  args: JsonObject,
) {
  let url = path;
  const query = new URLSearchParams();
  const body: JsonObject = {};
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (name === key) headers['idempotency-key'] = text;
    else if (inPath.has(name)) url = url.replace(`{${name}}`, encodeURIComponent(text));
    else if (inQuery.has(name)) query.set(name, text);
    else body[name] = value;
  }
  if (query.size > 0) url += `?${query.toString()}`;
  const json = method === 'get' ? {} : { payload: JSON.stringify(body) };
  if (method !== 'get') headers['content-type'] = 'application/json';
  return { method: method.toUpperCase() as 'GET' | 'POST', url, headers, ...json };
}
