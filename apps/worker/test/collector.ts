import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A collector that speaks OTLP over HTTP with JSON bodies, and keeps what it is sent. */
export interface Collector {
  /** What a service needs in its environment to send it what it exports. */
  env: Record<string, string>;
  /** The bodies of a path, or of all paths, as they were sent. */
  heard(path?: string): string[];
  close(): void;
}

export async function startCollector(): Promise<Collector> {
  const bodies: { path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push({ path: request.url ?? '', body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const preload = join(__dirname, '..', '..', '..', 'libs', 'telemetry', 'dist', 'preload.js');
  return {
    env: {
      NODE_OPTIONS: `--require ${preload}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
    heard: (path) => bodies.filter((one) => path === undefined || one.path === path).map(({ body }) => body),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
