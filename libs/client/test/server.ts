import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TestServer {
  url: string;
  close(): Promise<void>;
}

/** An HTTP server on a free port of this machine. */
export async function listen(listener: RequestListener): Promise<TestServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function sendProblem(
  response: ServerResponse,
  status: number,
  code: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(
    JSON.stringify({
      type: `https://maestro.dev/problems/${code}`,
      title: 'A title',
      status,
      code,
      detail: 'A detail',
      trace_id: 'trace-1',
      retryable: status >= 500,
    }),
  );
}

/** What one connection to an event stream does once its headers are sent. */
export type StreamScript = (response: ServerResponse, request: IncomingMessage) => void;

/** An event as the server writes it: cursor, type and JSON. */
export function frame(n: number): string {
  return `id: c${n}\nevent: tasks\ndata: ${JSON.stringify({ id: `c${n}`, type: 'tasks', data: { n } })}\n\n`;
}

/** Number of the event behind which a connection resumes; 0 for the start. */
export function resumesAfter(request: IncomingMessage): number {
  return Number(String(request.headers['last-event-id'] ?? 'c0').slice(1));
}

/** Answers the k-th connection by the k-th script, the last one from then on. */
export function streaming(scripts: StreamScript[]): RequestListener {
  let connections = 0;
  return (request, response) => {
    const script = scripts[Math.min(connections++, scripts.length - 1)];
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    script?.(response, request);
  };
}
