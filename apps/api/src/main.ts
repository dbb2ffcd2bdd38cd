import { loadConfig } from '@maestro/config';
import { FAULTS_ON, refuseUnsafe, runService, type RunningService } from '@maestro/nest-kit';
import { createLogger } from '@maestro/telemetry';
import { apiSettings, openConnections, type ApiConfig } from './connections';
import { createApi } from './create-api';

const STOP_WITHIN_MS = 15_000;

const logger = createLogger({ service: 'api' });

async function start(config: ApiConfig): Promise<RunningService> {
  logger.level = config.telemetry.logLevel;
  if (config.faults.plan) logger.warn(FAULTS_ON);
  const { database: urls, redis: queue } = config;
  await refuseUnsafe({ ...urls, redisUrl: queue.url, warn: (line) => logger.warn(line) });
  const connections = await openConnections(config, logger);
  const { app, close } = await createApi(connections, logger);
  await app.listen({ host: config.api.host, port: config.api.port });
  return {
    url: await app.getUrl(),
    stop: async () => {
      await close();
      await connections.close();
    },
  };
}

void runService({
  service: 'api',
  logger,
  start: () => start(loadConfig(apiSettings, process.env)),
  stopWithinMs: STOP_WITHIN_MS,
});
