import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a double says, and how it fails. */
export interface Reply {
  text?: string;
  toolCalls?: { name: string; arguments: string }[];
  finish?: 'stop' | 'length' | 'tool_calls';
  /** What it claims to have counted, as it stands; what it counted itself unless told. Null: it says nothing. */
  usage?: unknown;
  /** Refuses, and bills nothing. */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Bills, and then breaks the connection, in good order or not, after half of its text. */
  cut?: 'end' | 'reset';
  /** Waits so long before it speaks. */
  delayMs?: number;
}

/** One call, as it came in. */
export interface ModelCall {
  path: string;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

/** What it will send a bill for. */
export interface Billed {
  model: string;
  input: number;
  output: number;
}

/** A local server that speaks a provider's protocol, and keeps books of its own. */
export interface ModelServer {
  /** As far as `/v1`. */
  url: string;
  host: string;
  calls: ModelCall[];
  bills: Billed[];
  /** What it says next, each once; what `otherwise` says where nothing is left. */
  next(...replies: Reply[]): void;
  otherwise(reply: Reply | ((call: ModelCall) => Reply)): void;
  close(): Promise<void>;
}

/** What a protocol is made of. */
export interface Protocol {
  /** Answers a call for which no failure is planned. */
  answer(call: ModelCall, reply: Reply & { counted: Billed }, response: ServerResponse): void;
  refusal(status: number): unknown;
}

export const tokensIn = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

/** Starts a server of a protocol on a port of its own. */
export async function startModelServer(protocol: Protocol): Promise<ModelServer> {
  const calls: ModelCall[] = [];
  const bills: Billed[] = [];
  const planned: Reply[] = [];
  let usual: (call: ModelCall) => Reply = () => ({ text: 'All is well.' });
  const serve = (call: ModelCall, reply: Reply, response: ServerResponse): void => {
    if (reply.status !== undefined || reply.body !== undefined) return refuse(protocol, reply, response);
    protocol.answer(call, { ...reply, counted: countOf(call, reply) }, response);
  };
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      calls.push(call);
      const reply = planned.shift() ?? usual(call);
      // Billed when it is asked for: a caller that dies meanwhile owes it all the same.
      if (reply.status === undefined && reply.body === undefined) bills.push(countOf(call, reply));
      if (!reply.delayMs) return serve(call, reply, response);
      setTimeout(() => serve(call, reply, response), reply.delayMs);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: `http://${host}/v1`, host, calls, bills },
    next: (...replies) => void planned.push(...replies),
    otherwise: (reply) => void (usual = typeof reply === 'function' ? reply : () => reply),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readCall(request: IncomingMessage): Promise<ModelCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
  return { path: request.url ?? '', headers: request.headers, body };
}

function refuse(
  protocol: Protocol,
  { status = 200, headers = {}, body }: Reply,
  response: ServerResponse,
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body ?? JSON.stringify(protocol.refusal(status)));
}

function countOf({ body }: ModelCall, { text = '', toolCalls = [] }: Reply): Billed {
  const { model, max_tokens: most, ...rest } = body;
  const written = tokensIn(text) + (toolCalls.length > 0 ? tokensIn(JSON.stringify(toolCalls)) : 0);
  const asked = rest['messages'] ?? rest['input'];
  return {
    model: String(model),
    input: tokensIn(JSON.stringify([asked, rest['system'], rest['tools']].filter(Boolean))),
    output: Math.min(written, typeof most === 'number' ? most : written),
  };
}

/** Writes events, and breaks off half way where that is planned. */
export function writeEvents(response: ServerResponse, events: readonly string[], cut: Reply['cut']): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const said = cut ? events.slice(0, Math.ceil(events.length / 2)) : events;
  for (const event of said) response.write(event);
  if (cut === 'reset') setImmediate(() => response.destroy());
  else response.end();
}

/** Writes a whole answer, or half of it where that is planned. */
export function writeWhole(response: ServerResponse, whole: unknown, cut: Reply['cut']): void {
  const text = JSON.stringify(whole);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  if (!cut) return void response.end(text);
  response.write(text.slice(0, text.length / 2));
  setImmediate(() => response.destroy());
}

/** A text in pieces, as models stream it. */
export function pieces(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}
