import { api, artifacts, database, loadConfig, redis, telemetry } from '@maestro/config';
import { BootFault, runService, type RunningService } from '@maestro/nest-kit';
import { checkDatabase } from '@maestro/persistence';
import { assertNoEviction } from '@maestro/queue';
import { createLogger } from '@maestro/telemetry';
import { openConnections, type ApiConfig } from './connections';
import { createApi } from './create-api';

const STOP_WITHIN_MS = 15_000;

let logger = createLogger({ service: 'api' });

async function start(config: ApiConfig): Promise<RunningService> {
  logger = createLogger({ service: 'api', level: config.telemetry.logLevel });
  await refuseUnsafe(config);
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

/** An API that may see what it must not, or whose queue forgets, does not start. */
async function refuseUnsafe({ database: urls, redis: { url } }: ApiConfig): Promise<void> {
  const faults = await Promise.all([
    checkDatabase(urls.appUrl, 'maestro_app').catch(unreachable('DATABASE_APP_URL')),
    checkDatabase(urls.engineUrl, 'maestro_engine').catch(unreachable('DATABASE_ENGINE_URL')),
    assertNoEviction(url, (line) => logger.warn(line)).then(
      () => [],
      (error: Error) => [error.message],
    ),
  ]);
  if (faults.flat().length > 0) throw new BootFault(faults.flat());
}

function unreachable(variable: string): (error: unknown) => string[] {
  return (error) => [
    `the database of ${variable} cannot be used: ${error instanceof Error ? error.message : 'unknown'}`,
  ];
}

void runService({
  service: 'api',
  logger,
  start: () => start(loadConfig({ api, database, redis, artifacts, telemetry }, process.env)),
  stopWithinMs: STOP_WITHIN_MS,
});
