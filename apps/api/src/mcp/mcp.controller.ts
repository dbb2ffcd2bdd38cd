import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { allowsOrigin, answerMcp, createMcpServer, errorResult, type OfferedTool } from '@maestro/tools';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { API_DESCRIPTION, type ApiDescription } from '../meta/docs.controller';
import { McpMessageBody, McpMessageDto } from './mcp.dto';
import { mcpOperations, requestOf, routesByOperation, type McpOperation, type Route } from './operations';

const INFO = { name: 'maestro', version: '1' };
/** Headers of the protocol; of all others nothing is passed on. */
const PASSED = ['accept', 'mcp-protocol-version', 'mcp-session-id'] as const;

/** Maestro as a server of the Model Context Protocol: some operations of its API, with the rights of the caller and no others. */
@ApiTags('tools')
@Controller('mcp')
export class McpController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    @Inject(API_DESCRIPTION) private readonly description: ApiDescription,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'mcp',
    summary: 'Speak the Model Context Protocol',
    description:
      'Streamable HTTP without sessions: one message, one answer. The tools are operations of this API.',
    access: 'identity',
    answers: {
      200: { type: McpMessageDto, description: 'The answer to a request; a notification has none.' },
    },
  })
  async answer(
    @ThisExchange() exchange: Exchange,
    @Body() message: McpMessageBody,
  ): Promise<McpMessageDto | undefined> {
    const { request, reply, principal } = exchange;
    if (!allowsOrigin(request.headers.origin, this.connections.publicUrl))
      throw new MaestroError('forbidden', 'This origin may not speak to the server.');
    const server = createMcpServer(INFO, this.toolsFor(principal, request));
    const answer = await answerMcp(server, protocolRequest(request), message);
    reply.status(answer.status);
    const text = await answer.text();
    return text === '' ? undefined : (JSON.parse(text) as McpMessageDto);
  }

  /** What the caller may not do is not offered; and asked for all the same, it is refused where everybody is. */
  private toolsFor({ permissions }: Principal, request: FastifyRequest): OfferedTool[] {
    const routes = routesByOperation(this.description);
    return mcpOperations.flatMap((operation) => {
      const route = routes.get(operation.operation);
      if (!route) throw new Error(`the API has no operation ${operation.operation}`);
      const may = route.permission === null || (permissions as ReadonlySet<string>).has(route.permission);
      return may ? [this.toolOf(operation, route, request)] : [];
    });
  }

  private toolOf(operation: McpOperation, route: Route, request: FastifyRequest): OfferedTool {
    const { name, description, arguments: properties, required = [] } = operation;
    return {
      ...{ name, description, side_effects: route.method !== 'get' },
      input_schema: { type: 'object', additionalProperties: false, properties, required },
      call: async (args) => {
        const server = this.host.httpAdapter.getInstance<FastifyInstance>();
        // The credential of the caller, and its address: what the route asks of everybody it asks here, too.
        const headers = { authorization: request.headers.authorization, 'x-request-id': request.id };
        const asked = requestOf(operation, route, args);
        const answer = await server.inject({
          ...asked,
          headers: { ...headers, ...asked.headers },
          remoteAddress: request.ip,
        });
        const body = answer.body === '' ? {} : (JSON.parse(answer.body) as JsonObject);
        if (answer.statusCode >= 400) return errorResult(body);
        return { content: [{ type: 'text', text: JSON.stringify(body) }], structuredContent: body };
      },
    };
  }
}

/** @throws MaestroError `unauthenticated` where a browser's cookie is all there is: a page of others could send that along */
function protocolRequest({ headers }: FastifyRequest): Request {
  if (headers.authorization === undefined)
    throw new MaestroError('unauthenticated', 'Send an API key: Authorization: Bearer mst_…');
  const passed = PASSED.flatMap((name): [string, string][] => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  // Its address means nothing: the body is handed over as it was read.
  return new Request('http://maestro.invalid/mcp', {
    method: 'POST',
    headers: { ...Object.fromEntries(passed), 'content-type': 'application/json' },
  });
}
