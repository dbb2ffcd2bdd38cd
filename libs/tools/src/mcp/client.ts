import type { Json, JsonObject } from '@maestro/dsl';
import type { ListedTool, ToolsetRow } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  CallToolResultSchema,
  ListToolsResultSchema,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import type { ToolAnswer } from '../answer';
import type { CallSurroundings } from '../http/call-operation';
import { sortListing, toListed, type Described, type ListedNow } from './described';
import { toMaestroError } from './faults';
import type { HearsOfListing, ListingWatch } from './listing-watch';
import { McpSession, within, type Around, type McpServer } from './session';
import type { McpSessions, SessionOwner } from './sessions';

const MAX_TOOLS = 500;
const MAX_PAGES = 20;

/** What a server lists as tools now. @throws MaestroError */
export async function listMcpTools(
  server: McpServer,
  around: Around,
  readOnly: readonly string[] = [],
): Promise<ListedNow> {
  try {
    const session = await McpSession.open(server, around);
    try {
      return sortListing(await session.use(around, (client) => readTools(client, around)), readOnly);
    } finally {
      await session.end();
    }
  } catch (error) {
    throw toMaestroError(error);
  }
}

/** Where a call goes, and what it may go on with. */
export interface McpWay {
  owner: SessionOwner;
  sessions: McpSessions;
  watch: ListingWatch;
  /** Hears of it where the server lists something else than what stands as approved, or as proposed. */
  listed: HearsOfListing;
}

/**
 * Calls a tool, after a look at whether the server still describes it as it was approved.
 *
 * @throws MaestroError `tool-changed`, `tool-failed`, `timeout`, `http_4xx`, `http_5xx`, and what the egress throws
 */
export async function callMcpTool(
  { toolset, tool, args }: { toolset: ToolsetRow; tool: ListedTool; args: JsonObject },
  around: CallSurroundings,
  { owner, sessions, watch, listed }: McpWay,
): Promise<ToolAnswer> {
  const { url, placement } = toolset;
  const look = async (client: Client): Promise<readonly Described[]> => {
    const tools = await readTools(client, around);
    await watch.look(toolset, tools, listed);
    return tools;
  };
  return sessions.exchange({ owner, server: { url, placement } }, around, async (client, session) => {
    session.toolsChanged = false;
    const now = (await look(client)).find(({ name }) => name === tool.name);
    if (!now || toListed(now, []).digest !== tool.digest)
      throw new MaestroError(
        'tool-changed',
        `The server ${now ? 'describes' : 'no longer has'} the tool "${tool.name}"${now ? ' otherwise than it was approved' : ''}: its owner approves what it lists now, or does not.`,
      );
    const _meta = { 'maestro/idempotency-key': around.idempotencyKey };
    const params = { name: tool.name, arguments: args, _meta };
    // Not `callTool`: it would compile a schema that the server chose.
    const result = await within(around, (options) =>
      client.request({ method: 'tools/call', params }, CallToolResultSchema, options),
    );
    // The call is made and answered, whatever becomes of a look.
    if (session.toolsChanged) await look(client).catch(() => undefined);
    return toAnswer(result);
  });
}

async function readTools(
  client: Client,
  around: Pick<CallSurroundings, 'signal' | 'timeoutMs'>,
): Promise<Described[]> {
  const tools: Described[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const answer = await within(around, (options) =>
      client.request({ method: 'tools/list', params }, ListToolsResultSchema, options),
    );
    tools.push(...answer.tools);
    cursor = answer.nextCursor;
    if (tools.length > MAX_TOOLS)
      throw new MaestroError('limit-exceeded', `A toolset has at most ${MAX_TOOLS} tools.`);
    if (cursor === undefined) return tools;
  }
  throw new MaestroError('limit-exceeded', `The server lists its tools on more than ${MAX_PAGES} pages.`);
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
