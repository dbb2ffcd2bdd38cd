import type { Config, database, redis, secrets, vault } from '@maestro/config';
import type { EngineDatabase, TenantDatabase } from '@maestro/persistence';
import { openSecrets } from '@maestro/secrets';
import { record } from '@maestro/telemetry';
import { WebhookSender } from '@maestro/webhooks';

interface Parts {
  config: Config<{
    database: typeof database;
    redis: typeof redis;
    secrets: typeof secrets;
    vault: typeof vault;
  }>;
  engine: EngineDatabase;
  tenants: TenantDatabase;
  /** Name of the leader's lease. */
  lease: string;
  onRoom: () => void;
  onError: (error: unknown) => void;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

/** What delivers to webhooks, and reaches nothing of the platform itself. */
export async function openSender({ config, engine, tenants, ...rest }: Parts): Promise<WebhookSender> {
  const { appUrl, engineUrl } = config.database;
  const closed = [appUrl, engineUrl, config.redis.url].map((text) => {
    const { hostname, port, protocol } = new URL(text);
    return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
  });
  return new WebhookSender({
    ...{ database: engine, tenants, closed, ...rest },
    secrets: await openSecrets(config, { environment: process.env, tenants }),
    onSent: ({ result, latencyMs }) => {
      record('webhookDeliveries', 1, { result });
      record('webhookDuration', latencyMs / 1_000);
    },
  });
}
