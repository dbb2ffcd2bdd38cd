import { loadConfig, migrations, section, text } from '@maestro/config';
import { reportBootFault } from '@maestro/nest-kit';
import { migrateDatabase, provisionRoles } from '@maestro/persistence';
import { createLogger } from '@maestro/telemetry';

const provisioning = section({
  title: 'Provisioning',
  readBy: 'the migration command',
  settings: {
    rolePassword: text({
      env: 'MAESTRO_ROLE_PASSWORD',
      optional: true,
      secret: true,
      description: 'Where given, the two service roles get a login with this password.',
    }),
  },
});

const logger = createLogger({ service: 'migrate' });

/** Brings the schema up to date as its owner; then, on request, lets the service roles log in. */
async function main(): Promise<void> {
  const config = loadConfig({ migrations, provisioning }, process.env);
  const { ownerUrl } = config.migrations;
  const applied = await migrateDatabase(ownerUrl);
  logger.info(
    { applied },
    applied.length > 0 ? 'the schema was brought up to date' : 'the schema is up to date',
  );
  const { rolePassword } = config.provisioning;
  if (rolePassword === undefined) return;
  await provisionRoles(ownerUrl, rolePassword);
  logger.info('the service roles may log in');
}

main().catch((error: unknown) => {
  reportBootFault(error, logger);
  process.exitCode = 1;
});
