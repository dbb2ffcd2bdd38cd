import { loadConfig, migrations } from '@maestro/config';
import { reportBootFault } from '@maestro/nest-kit';
import { migrateDatabase, provisionRoles } from '@maestro/persistence';
import { createLogger } from '@maestro/telemetry';

const logger = createLogger({ service: 'migrate' });

/** Brings the schema up to date as its owner; then, on request, lets the service roles log in. */
async function main(): Promise<void> {
  const config = loadConfig({ migrations }, process.env);
  const { ownerUrl, rolePassword } = config.migrations;
  const applied = await migrateDatabase(ownerUrl);
  logger.info(
    { applied },
    applied.length > 0 ? 'the schema was brought up to date' : 'the schema is up to date',
  );
  if (rolePassword === undefined) return;
  await provisionRoles(ownerUrl, rolePassword);
  logger.info('the service roles may log in');
}

main().catch((error: unknown) => {
  reportBootFault(error, logger);
  process.exitCode = 1;
});
