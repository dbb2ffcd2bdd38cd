import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

export interface Address {
  host: string;
  port: number;
}

/**
 * Serves `GET /metrics`. A port already taken is replaced by a free one: several services share a machine,
 * and metrics are never a reason not to start. Resolves to null where the host itself cannot be bound.
 * The server does not keep the process alive.
 */
export async function serveMetrics(exporter: PrometheusExporter, wanted: Address): Promise<Address | null> {
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics') {
      exporter.getMetricsRequestHandler(request, response);
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
    }
  });
  server.unref();
  server.on('connection', (socket) => socket.unref());
  const port =
    (await listen(server, wanted)) ??
    (wanted.port === 0 ? null : await listen(server, { ...wanted, port: 0 }));
  return port === null ? null : { host: wanted.host, port };
}

/** The port that was bound, or null where that failed. */
async function listen(server: Server, { host, port }: Address): Promise<number | null> {
  return new Promise((resolve) => {
    const failed = () => resolve(null);
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
