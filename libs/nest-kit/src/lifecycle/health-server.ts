import { answerErrors, createHttpServer } from '../http/create-server';
import type { ServiceLogger } from '../logger';
import { readinessAnswer } from './health-answer';
import type { Readiness } from './readiness';

export interface HealthServer {
  url: string;
  close(): Promise<void>;
}

/** `/livez` and `/readyz` on a port of their own, for services without another. */
export async function startHealthServer(options: {
  host: string;
  /** 0 takes a free one. */
  port: number;
  readiness: Readiness;
  logger: ServiceLogger;
}): Promise<HealthServer> {
  const { host, port, readiness, logger } = options;
  const server = createHttpServer();
  answerErrors(server, logger);
  server.get('/livez', () => ({ status: 'ok' }));
  server.get('/readyz', () => readinessAnswer(readiness));
  const url = await server.listen({ host, port });
  return {
    url,
    close: async () => {
      server.server.closeAllConnections();
      await server.close();
    },
  };
}
