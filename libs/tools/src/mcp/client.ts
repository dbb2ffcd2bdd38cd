import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import type { CredentialPlace, ListedTool } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import type { ToolAnswer } from '../answer';
import { placeCredential } from '../credential';
import type { CallSurroundings } from '../http/call-operation';
import { listTool } from '../listing';
import { egressFetch } from './egress-fetch';

export interface McpServer {
  url: string;
  placement: CredentialPlace | null;
}

const MAX_TOOLS = 500;
const MAX_PAGES = 20;

/** What a server lists as tools now. @throws MaestroError */
export async function listMcpTools(
  server: McpServer,
  around: Omit<CallSurroundings, 'idempotencyKey'>,
  readOnly: readonly string[] = [],
): Promise<{ tools: ListedTool[]; skipped: { operation: string; reason: string }[] }> {
  return withClient(server, around, async (client) => {
    const listed = await readTools(client, around);
    const tools: ListedTool[] = [];
    const skipped: { operation: string; reason: string }[] = [];
    for (const { name, description, inputSchema } of listed) {
      const reason = unfit(name, inputSchema as unknown as Json);
      if (reason !== null) skipped.push({ operation: name.slice(0, 128), reason });
      else tools.push(toListed({ name, description, inputSchema }, readOnly));
    }
    return { tools, skipped };
  });
}

/**
 * Calls a tool, after a look at whether the server still describes it as it was approved.
 *
 * @throws MaestroError `tool-changed`, `tool-failed`, `timeout`, `http_4xx`, `http_5xx`, and what the egress throws
 */
export async function callMcpTool(
  server: McpServer,
  { tool, args }: { tool: ListedTool; args: JsonObject },
  around: CallSurroundings,
): Promise<ToolAnswer> {
  return withClient(server, around, async (client) => {
    const now = (await readTools(client, around)).find(({ name }) => name === tool.name);
    if (!now || toListed(now, []).digest !== tool.digest)
      throw new MaestroError(
        'tool-changed',
        `The server ${now ? 'describes' : 'no longer has'} the tool "${tool.name}"${now ? ' otherwise than it was approved' : ''}: refresh its toolset, and approve what it lists.`,
      );
    const _meta = { 'maestro/idempotency-key': around.idempotencyKey };
    const params = { name: tool.name, arguments: args, _meta };
    // Not `callTool`: it would compile a schema that the server chose.
    const result = await client.request(
      { method: 'tools/call', params },
      CallToolResultSchema,
      optionsOf(around),
    );
    return toAnswer(result);
  });
}

async function withClient<T>(
  { url, placement }: McpServer,
  around: Omit<CallSurroundings, 'idempotencyKey'>,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const placed = placeCredential(placement, around.secret);
  const address = new URL(url);
  for (const [name, value] of Object.entries(placed.query)) address.searchParams.set(name, value);
  // Nothing is offered: no sampling, no questions to people, no files.
  const client = new Client({ name: 'maestro', version: '1' }, { capabilities: {} });
  const transport = new StreamableHTTPClientTransport(address, {
    fetch: egressFetch(around.egress, around),
    requestInit: { headers: placed.headers },
    reconnectionOptions: {
      ...{ maxRetries: 0, initialReconnectionDelay: 1_000 },
      ...{ maxReconnectionDelay: 1_000, reconnectionDelayGrowFactor: 1 },
    },
  });
  try {
    await client.connect(transport, optionsOf(around));
    return await work(client);
  } catch (error) {
    throw toMaestroError(error);
  } finally {
    // A session that cannot be ended any more ends by itself.
    await transport.terminateSession().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

function optionsOf({ signal, timeoutMs }: Pick<CallSurroundings, 'signal' | 'timeoutMs'>) {
  return { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs };
}

type Described = { name: string; description?: string | undefined; inputSchema: unknown };

async function readTools(
  client: Client,
  around: Pick<CallSurroundings, 'signal' | 'timeoutMs'>,
): Promise<Described[]> {
  const tools: Described[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await client.request(
      { method: 'tools/list', params },
      ListToolsResultSchema,
      optionsOf(around),
    );
    tools.push(...answer.tools);
    cursor = answer.nextCursor;
    if (tools.length > MAX_TOOLS)
      throw new MaestroError('limit-exceeded', `A toolset has at most ${MAX_TOOLS} tools.`);
    if (cursor === undefined) return tools;
  }
  throw new MaestroError('limit-exceeded', `The server lists its tools on more than ${MAX_PAGES} pages.`);
}

function toListed({ name, description, inputSchema }: Described, readOnly: readonly string[]): ListedTool {
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

/** Structured content where there is some, else its text; what is neither is named and left out. */
function toAnswer({ content, structuredContent, isError }: CallToolResult): ToolAnswer {
  const parts = content.map((part) => {
    if (part.type === 'text') return part.text;
    if (part.type === 'resource' && 'text' in part.resource) return part.resource.text;
    return `[${part.type}]`;
  });
  return {
    content: (structuredContent as Json | undefined) ?? parts.join('\n'),
    is_error: isError === true,
  };
}

function toMaestroError(error: unknown): unknown {
  if (error instanceof MaestroError) return error;
  if (error instanceof McpError && error.code === (ErrorCode.RequestTimeout as number))
    return new MaestroError('timeout', 'The server of the tool did not answer in time.', { cause: error });
  if (error instanceof McpError)
    return new MaestroError('tool-failed', `The server of the tool says: ${error.message.slice(0, 500)}`);
  if (error instanceof StreamableHTTPError) {
    const status = error.code ?? 0;
    const detail = `The server of the tool answered ${status}.`;
    if (status >= 500) return new MaestroError('http_5xx', detail);
    return new MaestroError(status >= 400 ? 'http_4xx' : 'tool-failed', detail);
  }
  if (error instanceof Error && error.name === 'AbortError')
    return new MaestroError('cancelled', 'The call was stopped.', { cause: error });
  return new MaestroError('tool-failed', 'The server does not speak the protocol as it should.', {
    cause: error,
  });
}
