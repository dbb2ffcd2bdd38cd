import { compileSchema, type JsonObject } from '@maestro/dsl';
import type { ListedTool } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { listTool } from '../listing';
import { readOperation } from './read-operation';
import { isObject } from './read-schema';

export interface ImportedDocument {
  tools: ListedTool[];
  /** Where its operations are, as it says itself. */
  url: string | null;
  /** Operations that are no tools, and why. */
  skipped: { operation: string; reason: string }[];
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;
const reading: ReadonlySet<string> = new Set(['get', 'head', 'options']);
const MAX_OPERATIONS = 500;

/**
 * The operations of an OpenAPI document (3.0 or 3.1) as tools. One that cannot be a tool is left out, with the reason.
 *
 * @throws MaestroError `validation-failed`, `limit-exceeded` where the document as a whole cannot be used
 */
export function importOpenApi(document: JsonObject, readOnly: readonly string[] = []): ImportedDocument {
  const { openapi, paths } = document;
  if (typeof openapi !== 'string' || !/^3\.[01]\./.test(openapi))
    throw refused('/document/openapi', 'This is no OpenAPI document of version 3.0 or 3.1.');
  if (!isObject(paths)) throw refused('/document/paths', 'The document has no paths.');
  const tools = new Map<string, ListedTool>();
  const skipped: ImportedDocument['skipped'] = [];
  for (const [path, item] of Object.entries(paths))
    for (const method of methods) {
      const described = isObject(item) ? item[method] : undefined;
      if (!isObject(item) || !isObject(described)) continue;
      const name = nameOf(described, { method, path });
      if (tools.size >= MAX_OPERATIONS)
        throw new MaestroError('limit-exceeded', `A toolset has at most ${MAX_OPERATIONS} tools.`);
      try {
        if (tools.has(name)) throw refused('', 'Another operation has the same name.');
        const read = readOperation(document, { path, method, item, described });
        compileSchema(read.input_schema);
        const changes = !reading.has(method) && !readOnly.includes(name);
        tools.set(
          name,
          listTool({ ...read, name, description: describe(described, method, path), side_effects: changes }),
        );
      } catch (error) {
        if (!(error instanceof MaestroError)) throw error;
        skipped.push({ operation: `${method.toUpperCase()} ${path}`, reason: error.message });
      }
    }
  return { tools: [...tools.values()], url: serverOf(document), skipped };
}

function nameOf({ operationId }: JsonObject, { method, path }: { method: string; path: string }): string {
  const given = typeof operationId === 'string' ? operationId : `${method}${path.replace(/[{}]/g, '')}`;
  return given.replace(/[^A-Za-z0-9_.-]+/g, '_').slice(0, 128);
}

function describe({ summary, description }: JsonObject, method: string, path: string): string {
  const said = [summary, description].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  );
  return (said.length > 0 ? said.join('\n') : `${method.toUpperCase()} ${path}`).slice(0, 2_000);
}

function serverOf({ servers }: JsonObject): string | null {
  const [first] = Array.isArray(servers) ? servers : [];
  const url = isObject(first) ? first['url'] : undefined;
  return typeof url === 'string' && /^https?:\/\//.test(url) && !url.includes('{') ? url : null;
}

function refused(pointer: string, message: string): MaestroError {
  return new MaestroError('validation-failed', message, {
    errors: [{ pointer, code: 'validation-failed', message }],
  });
}
