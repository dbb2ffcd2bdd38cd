import { database, loadConfig, secrets, vault } from '@maestro/config';
import { reportBootFault } from '@maestro/nest-kit';
import { forgetMasterKey, openEngineDatabase, openTenantDatabase, statement } from '@maestro/persistence';
import { openSecrets, rewrapDataKeys } from '@maestro/secrets';
import { createLogger } from '@maestro/telemetry';

const listTenants = statement('list_tenant_ids');

const logger = createLogger({ service: 'rewrap' });

/**
 * `node apps/api/dist/rewrap.js`: seals the data keys of all tenants under the first of the master keys. When it is done the
 * others may be taken away. It may be broken off and started again.
 */
async function main(): Promise<void> {
  const config = loadConfig({ database, secrets, vault }, process.env);
  const { appUrl, engineUrl } = config.database;
  const pool = { max: 1, application: 'maestro-rewrap' };
  const engine = openEngineDatabase({ ...pool, url: engineUrl });
  const tenants = await openTenantDatabase({ ...pool, url: appUrl });
  try {
    const opened = await openSecrets(config, { environment: process.env, tenants });
    const ids = (await engine.query<{ id: string }>(listTenants, [0])).map(({ id }) => id);
    let keys = 0;
    for (const id of ids) keys += await tenants.withTenant(id, (tx) => rewrapDataKeys(opened, tx, 'system'));
    const [, ...previous] = config.secrets.masterKeys ?? [];
    for (const id of ids.slice(0, 1))
      await tenants.withTenant(id, async (tx) => {
        for (const key of previous) await forgetMasterKey(tx, key.id);
      });
    logger.info({ tenants: ids.length, keys }, 'the data keys are sealed under the current master key');
  } finally {
    await Promise.all([engine.close(), tenants.close()]);
  }
}

main().catch((error: unknown) => {
  reportBootFault(error, logger);
  process.exitCode = 1;
});
