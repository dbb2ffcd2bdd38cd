import { parseArgs } from 'node:util';
import { database, loadConfig, section, text } from '@maestro/config';
import { createApiKey, createAuthenticator, createTenant } from '@maestro/governance';
import { BootFault, reportBootFault } from '@maestro/nest-kit';
import { formatId, openTenantDatabase, type TenantDatabase } from '@maestro/persistence';
import { createLogger } from '@maestro/telemetry';

const presented = section({
  title: 'Key',
  readBy: 'the bootstrap command',
  settings: {
    apiKey: text({
      env: 'MAESTRO_API_KEY',
      optional: true,
      secret: true,
      description: 'A key that may still be good: then none is made.',
    }),
  },
});
const connection = section({
  title: 'Database',
  readBy: 'the bootstrap command',
  settings: { appUrl: database.settings.appUrl },
});

type Outcome = { valid: true; tenant_id: string } | { tenant_id: string; api_key: string };

/**
 * `node apps/api/dist/bootstrap.js --tenant local --env local`: the first tenant of an installation and the key of
 * its owner, as JSON, once. Row-level security lets nobody look for a tenant by its name, so the key of the last
 * time tells whether there is one: with it in MAESTRO_API_KEY, a good key is only confirmed.
 */
async function main(): Promise<void> {
  const { tenant, env } = readOptions();
  const { database: { appUrl }, key } = loadConfig({ database: connection, key: presented }, process.env); // prettier-ignore
  const tenants = await openTenantDatabase({ url: appUrl, max: 1, application: 'maestro-bootstrap' });
  try {
    const outcome = (await confirm(tenants, key.apiKey)) ?? (await create(tenants, tenant, env));
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  } finally {
    await tenants.close();
  }
}

function readOptions(): { tenant: string; env: string } {
  const { values } = parseArgs({ options: { tenant: { type: 'string' }, env: { type: 'string' } } });
  const { tenant, env } = values;
  if (!tenant || !env) throw new BootFault(['usage: bootstrap.js --tenant <name> --env <environment>']);
  return { tenant, env };
}

async function confirm(tenants: TenantDatabase, apiKey: string | undefined): Promise<Outcome | null> {
  const principal = apiKey === undefined ? null : await createAuthenticator(tenants).authenticate(apiKey);
  return principal && { valid: true, tenant_id: formatId('ten', principal.tenantId) };
}

async function create(tenants: TenantDatabase, name: string, env: string): Promise<Outcome> {
  const { id } = await createTenant(tenants, { name, env });
  const { key } = await tenants.withTenant(id, (tx) => createApiKey(tx, { name: 'owner', role: 'owner' }));
  return { tenant_id: formatId('ten', id), api_key: key };
}

main().catch((error: unknown) => {
  reportBootFault(error, createLogger({ service: 'bootstrap' }));
  process.exitCode = 1;
});
