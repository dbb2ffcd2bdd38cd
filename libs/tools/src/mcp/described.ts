import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import type { ListedTool } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { listTool } from '../listing';
import type { Listing } from '../toolsets';

/** A tool as a server describes it. */
export type Described = { name: string; description?: string | undefined; inputSchema: unknown };

/** What a server lists at one moment. */
export type ListedNow = Omit<Listing, 'url'>;

/** What of a listing is a tool, and what is not. */
export function sortListing(listed: readonly Described[], readOnly: readonly string[]): ListedNow {
  const now: ListedNow = { tools: [], skipped: [] };
  for (const { name, description, inputSchema } of listed) {
    const reason = unfit(name, inputSchema as unknown as Json);
    if (reason !== null) now.skipped.push({ operation: name.slice(0, 128), reason });
    else now.tools.push(toListed({ name, description, inputSchema }, readOnly));
  }
  return now;
}

/** As it is kept once it is approved. */
export function toListed(
  { name, description, inputSchema }: Described,
  readOnly: readonly string[],
): ListedTool {
  return listTool({
    ...{ name, description: (description ?? name).slice(0, 4_000) },
    input_schema: inputSchema as JsonObject,
    side_effects: !readOnly.includes(name),
  });
}

function unfit(name: string, schema: Json): string | null {
  if (!/^[A-Za-z0-9_./-]{1,128}$/.test(name)) return 'Its name has characters that no reference takes.';
  try {
    compileSchema(schema);
    return null;
  } catch (error) {
    if (error instanceof MaestroError) return error.message;
    throw error;
  }
}
