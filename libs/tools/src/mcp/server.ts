import { compileSchema, type Json, type JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolResult,
  type ServerNotification,
  type ServerRequest,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';

export type McpExtra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** A tool that a server offers to one caller. */
export interface OfferedTool {
  name: string;
  description: string;
  /** Arguments are checked against it before the tool is called. */
  input_schema: JsonObject;
  /** Whether a call may change something. */
  side_effects: boolean;
  call(args: JsonObject, extra: McpExtra): Promise<CallToolResult>;
}

/** A server of the Model Context Protocol with what one caller may call. */
export function createMcpServer(
  info: { name: string; version: string },
  tools: readonly OfferedTool[],
): Server {
  const server = new Server(info, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(described) }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = tools.find(({ name }) => name === params.name);
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name.slice(0, 128)}.`);
    return callTool(tool, (params.arguments ?? {}) as JsonObject, extra);
  });
  return server;
}

/** What goes wrong in a tool is a result that the caller's model can read; a fault of ours says no more than that. */
async function callTool(tool: OfferedTool, args: JsonObject, extra: McpExtra): Promise<CallToolResult> {
  try {
    const faults = compileSchema(tool.input_schema)(args);
    if (faults.length > 0)
      throw new MaestroError('tool-args-invalid', `${tool.name} does not take these arguments.`, {
        errors: faults.slice(0, 20).map((fault) => ({ ...fault, code: 'tool-args-invalid' as const })),
      });
    return await tool.call(args, extra);
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const { code, detail, errors } = error.toProblem();
    return errorResult({ code, detail, ...(errors ? { errors: errors as unknown as Json } : {}) });
  }
}

/** A result that says what went wrong. */
export function errorResult(problem: JsonObject): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: JSON.stringify(problem) }] };
}

function described({ name, description, input_schema, side_effects }: OfferedTool): Tool {
  return {
    ...{ name, description, inputSchema: input_schema as Tool['inputSchema'] },
    annotations: { readOnlyHint: !side_effects },
  };
}

/**
 * Answers one request without a session: nothing is kept between two of them, so that any process may answer the next. What a server
 * would say of its own accord has no way here.
 */
export async function answerMcp(server: Server, request: Request, parsedBody: unknown): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether the page that sends a request, if it is one, may: our own pages, and those of this machine. A name that an attacker leads to
 * this machine is neither.
 */
export function allowsOrigin(origin: string | undefined, own: string): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).origin === new URL(own).origin || loopback.has(new URL(origin).hostname);
}
