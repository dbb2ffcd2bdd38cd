import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '@maestro/dsl';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CompleteRequestSchema,
  CreateMessageResultSchema,
  ElicitResultSchema,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
  type CallToolResult,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { allowsOrigin, createMcpServer, type McpExtra, type OfferedTool } from '../../src/mcp/server';

// What the scenarios of the conformance suite ask a server for, on top of the code that Maestro's own server is made of. It has
// sessions, as some of them are about what a server says of its own accord; Maestro's own has none.

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const WAV = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=';
const nothing: JsonObject = { type: 'object', properties: {} };
const text = (said: string) => ({ type: 'text' as const, text: said });
const image = { type: 'image' as const, data: PNG, mimeType: 'image/png' };
const resource = (uri: string, said: string, mimeType = 'text/plain') => ({
  ...{ type: 'resource' as const, resource: { uri, mimeType, text: said } },
});

type Call = (args: JsonObject, extra: McpExtra) => Promise<CallToolResult['content']>;

function tool(name: string, call: Call, input_schema: JsonObject = nothing): OfferedTool {
  const content = async (args: JsonObject, extra: McpExtra) => ({ content: await call(args, extra) });
  return { name, description: `For ${name}.`, input_schema, side_effects: false, call: content };
}

const one = (name: string): JsonObject => ({
  ...{ type: 'object', properties: { [name]: { type: 'string' } }, required: [name] },
});

const elicit = async (extra: McpExtra, message: string, requestedSchema: object) => {
  const params = { message, requestedSchema } as never;
  const asked = { method: 'elicitation/create' as const, params };
  const { action, content } = await extra.sendRequest(asked, ElicitResultSchema);
  return [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)];
};

const titled = (values: string[], key: 'oneOf' | 'anyOf') => ({
  [key]: values.map((value) => ({ const: value, title: `Title of ${value}` })),
});

const tools: OfferedTool[] = [
  tool('test_simple_text', async () => [text('This is a simple text response for testing.')]),
  tool('test_image_content', async () => [image]),
  tool('test_audio_content', async () => [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }]),
  tool('test_embedded_resource', async () => [resource('test://embedded-resource', 'This is embedded.')]),
  tool('test_multiple_content_types', async () => [
    text('Multiple content types test:'),
    image,
    resource('test://mixed-content-resource', '{"test":"data","value":123}', 'application/json'),
  ]),
  tool('test_tool_with_logging', async (_, extra) => {
    for (const data of ['started', 'processing data', 'completed'])
      await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
    return [text('logged')];
  }),
  {
    ...tool('test_error_handling', async () => []),
    call: async () => ({
      isError: true,
      content: [text('This tool intentionally returns an error for testing')],
    }),
  },
  tool('test_tool_with_progress', async (_, extra) => {
    const progressToken = extra._meta?.progressToken ?? 0;
    for (const progress of [0, 50, 100])
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    return [text('done')];
  }),
  tool(
    'test_sampling',
    async ({ prompt }, extra) => {
      const messages = [{ role: 'user' as const, content: text(String(prompt)) }];
      const asked = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 100 } };
      const { content } = await extra.sendRequest(asked, CreateMessageResultSchema);
      return [text(`LLM response: ${JSON.stringify(content)}`)];
    },
    one('prompt'),
  ),
  tool(
    'test_elicitation',
    ({ message }, extra) => {
      const field = { type: 'string', description: 'Said by the user.' };
      const properties = { username: field, email: field };
      return elicit(extra, String(message), { type: 'object', properties, required: ['username', 'email'] });
    },
    one('message'),
  ),
  tool('test_elicitation_sep1034_defaults', (_, extra) =>
    elicit(extra, 'Say', {
      type: 'object',
      properties: {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      },
    }),
  ),
  tool('test_elicitation_sep1330_enums', (_, extra) =>
    elicit(extra, 'Choose', {
      type: 'object',
      properties: {
        untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
        titledSingle: { type: 'string', ...titled(['value1', 'value2', 'value3'], 'oneOf') },
        legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['One', 'Two', 'Three'] },
        untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
        titledMulti: { type: 'array', items: titled(['value1', 'value2', 'value3'], 'anyOf') },
      },
    }),
  ),
  tool('test_reconnection', async (_, extra) => {
    extra.closeSSEStream?.();
    return [text('Reconnection test completed successfully')];
  }),
  tool('json_schema_2020_12_tool', async () => [text('ok')], {
    ...{ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
    $defs: {
      address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
    },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  }),
];

const message = (content: object) => ({
  role: 'user' as const,
  content: content as ReturnType<typeof text>,
});
const prompts: Record<string, (args: Record<string, string>) => ReturnType<typeof message>[]> = {
  test_simple_prompt: () => [message(text('This is a simple prompt for testing.'))],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [
    message(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  ],
  test_prompt_with_embedded_resource: ({ resourceUri = '' }) => [
    message(resource(resourceUri, 'Embedded resource content for testing.')),
    message(text('Please process the embedded resource above.')),
  ],
  test_prompt_with_image: () => [message(image), message(text('Please analyze the image above.'))],
};

function everythingServer(): Server {
  const server = createMcpServer({ name: 'everything', version: '1' }, tools);
  server.registerCapabilities({
    resources: { subscribe: true },
    prompts: {},
    logging: {},
    completions: {},
  });
  server.setRequestHandler(SetLevelRequestSchema, () => ({}));
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: [], hasMore: false } }));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: Object.keys(prompts).map((name) => ({ name, description: `For ${name}.` })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => ({
    messages: prompts[params.name]?.(params.arguments ?? {}) ?? [],
  }));
  addResources(server);
  return server;
}

function addResources(server: Server): void {
  server.setRequestHandler(SubscribeRequestSchema, () => ({}));
  server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
  const listed = ['test://static-text', 'test://static-binary', 'test://watched-resource'];
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: listed.map((uri) => ({ uri, name: uri.slice(7), description: `Of ${uri}.` })),
  }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'data', description: 'Of an id.' }],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params: { uri } }) => {
    if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] };
    const id = /^test:\/\/template\/(.*)\/data$/.exec(uri)?.[1];
    if (id === undefined) {
      const said = 'This is the content of the static text resource.';
      return { contents: [{ uri, mimeType: 'text/plain', text: said }] };
    }
    const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
    return { contents: [{ uri, mimeType: 'application/json', text: data }] };
  });
}

/** What was said on streams, for clients that come back. */
function createEventStore() {
  const events = new Map<string, { stream: string; message: JSONRPCMessage }>();
  let last = 0;
  return {
    storeEvent: (stream: string, said: JSONRPCMessage) => {
      const id = String((last += 1)).padStart(9, '0');
      events.set(id, { stream, message: said });
      return Promise.resolve(id);
    },
    getStreamIdForEventId: (id: string) => Promise.resolve(events.get(id)?.stream),
    replayEventsAfter: async (
      after: string,
      { send }: { send: (id: string, said: JSONRPCMessage) => Promise<void> },
    ) => {
      const stream = events.get(after)?.stream ?? '';
      for (const [id, event] of events)
        if (event.stream === stream && id > after && Object.keys(event.message).length > 0)
          await send(id, event.message);
      return stream;
    },
  };
}

/** Serves it on this machine. */
export async function openEverything(): Promise<{ url: string; close(): Promise<void> }> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const server = createServer((request, response) => {
    const known = sessions.get(String(request.headers['mcp-session-id']));
    if (!allowsOrigin(request.headers.origin, 'http://127.0.0.1')) return void response.writeHead(403).end();
    if (known) return void known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
      eventStore: createEventStore(),
      retryInterval: 100,
    });
    void everythingServer()
      .connect(transport)
      .then(() => transport.handleRequest(request, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      for (const transport of sessions.values()) await transport.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
