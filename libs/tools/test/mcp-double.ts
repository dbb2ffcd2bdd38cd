import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Message {
  id?: number;
  method: string;
  params?: Record<string, unknown>;
}

/** How a tool of the double answers, besides with its own name. */
type Answer = (told: { message: Message; response: ServerResponse; request: IncomingMessage }) => void;

/** A server that speaks the protocol, bare enough to do it wrong. */
export interface McpDouble {
  url: string;
  host: string;
  /** Methods as they came, with the session they came in. */
  heard: { method: string; session: string | undefined; params: Message['params'] }[];
  /** How often that method came. */
  count(method: string): number;
  /** Sessions that stand. */
  sessions: Set<string>;
  tools: { name: string; description: string; inputSchema: object }[];
  close(): Promise<void>;
}

export interface McpDoubleOptions {
  /** Whether it remembers who speaks; what it says to a session that it does not know. */
  sessions?: boolean;
  unknown?: number;
  answers?: Record<string, Answer>;
  /** Answers what is asked for with a `Last-Event-ID`. */
  resume?: (response: ServerResponse, lastEvent: string) => void;
}

export const event = (data: unknown, id?: string) =>
  `${id === undefined ? '' : `id: ${id}\nretry: 10\n`}data: ${data === '' ? '' : JSON.stringify(data)}\n\n`;

export const saying = (id: unknown, text: string) => ({
  ...{ jsonrpc: '2.0', id },
  result: { content: [{ type: 'text', text }] },
});

export async function openMcpDouble(options: McpDoubleOptions = {}): Promise<McpDouble> {
  const { sessions: remembers = true, unknown = 404, answers = {}, resume } = options;
  const heard: McpDouble['heard'] = [];
  const sessions = new Set<string>();
  const tools = [{ name: 'say', description: 'Says it.', inputSchema: { type: 'object' } }];
  for (const name of Object.keys(answers)) tools.push({ ...tools[0]!, name });
  let last = 0;

  const json = (response: ServerResponse, body: unknown, headers: Record<string, string | string[]> = {}) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const answer = (request: IncomingMessage, response: ServerResponse, message: Message): void => {
    const { id, method, params } = message;
    if (id === undefined) return void response.writeHead(202).end();
    if (method === 'initialize') {
      const session = `s${(last += 1)}`;
      if (remembers) sessions.add(session);
      const result = {
        ...{ protocolVersion: '2025-11-25', capabilities: { tools: { listChanged: true } } },
        serverInfo: { name: 'double', version: '1' },
      };
      // As a balancer sets them.
      const cookies = { 'set-cookie': ['a=1', 'b=2'] };
      const head = remembers ? { ...cookies, 'mcp-session-id': session } : cookies;
      return json(response, { jsonrpc: '2.0', id, result }, head);
    }
    if (method === 'tools/list') return json(response, { jsonrpc: '2.0', id, result: { tools } });
    const own = answers[String(params?.['name'])];
    if (own) return own({ message, response, request });
    json(response, saying(id, String(params?.['name'])));
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const session = request.headers['mcp-session-id'] as string | undefined;
      const text = Buffer.concat(chunks).toString();
      const message = (text === '' ? { method: request.method } : JSON.parse(text)) as Message;
      heard.push({ method: message.method, session, params: message.params });
      if (session !== undefined && !sessions.has(session)) return void response.writeHead(unknown).end();
      if (request.method === 'GET') return resume?.(response, String(request.headers['last-event-id']));
      if (request.method !== 'DELETE') return answer(request, response, message);
      sessions.delete(session ?? '');
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: `http://${host}/mcp`, host, heard, sessions, tools },
    count: (method) => heard.filter((one) => one.method === method).length,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
