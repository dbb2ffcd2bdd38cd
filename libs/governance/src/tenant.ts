import { insertTenant, newId, type Tenant, type TenantDatabase } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;
const envPattern = /^[a-z0-9]{1,16}$/;

/**
 * Makes a tenant. Its name is a label: two tenants may share one, only the id tells them apart.
 *
 * @throws MaestroError `invalid-name`
 */
export async function createTenant(
  database: TenantDatabase,
  fields: { name: string; env: string },
): Promise<Tenant> {
  if (!namePattern.test(fields.name)) {
    throw new MaestroError(
      'invalid-name',
      'A tenant name has 1 to 63 characters of a-z, 0-9 and -, and starts with no -.',
    );
  }
  if (!envPattern.test(fields.env)) {
    throw new MaestroError('invalid-name', 'An environment name has 1 to 16 characters of a-z and 0-9.');
  }
  return database.withTenant(newId(), (tx) => insertTenant(tx, fields));
}
