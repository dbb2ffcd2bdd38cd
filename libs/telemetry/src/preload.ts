/**
 * Entry of `node -r`: starts telemetry before the service loads anything.
 *
 *     node -r ./libs/telemetry/dist/preload.js apps/api/dist/main.js
 *
 * It never stops a service. Faults of the configuration are left to the service, which tells all of them.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, loadConfig, telemetry, type Config } from '@maestro/config';
import { createLogger } from './logger';
import { startTelemetry } from './start';
import { metricsAddress } from './state';

function read(): Config<{ telemetry: typeof telemetry }> | null {
  try {
    return loadConfig({ telemetry }, process.env);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}

/** `maestro-api` for a script within the package `@maestro/api`. */
function serviceName(script: string): string {
  for (let dir = dirname(script); dir !== dirname(dir); dir = dirname(dir)) {
    try {
      const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { name?: string };
      if (manifest.name?.startsWith('@maestro/')) return manifest.name.replace('@maestro/', 'maestro-');
    } catch {
      // No manifest here; one folder up.
    }
  }
  return 'maestro';
}

async function announce(service: string, level: string, wanted: number): Promise<void> {
  const logger = createLogger({ service, level });
  const address = await metricsAddress();
  if (address === null) logger.warn('metrics are not served: their address cannot be bound');
  else if (wanted !== 0 && address.port !== wanted)
    logger.warn({ wanted, ...address }, 'metrics took another port');
  else logger.debug(address, 'metrics are served');
}

const config = process.env.OTEL_SDK_DISABLED === 'true' ? null : read();
if (config) {
  const { serviceName: given, logLevel, metricsPort } = config.telemetry;
  const service = given ?? serviceName(process.argv[1] ?? '');
  startTelemetry(service, config.telemetry);
  void announce(service, logLevel, metricsPort);
}
