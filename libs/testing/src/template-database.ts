import { createHash, randomBytes } from 'node:crypto';
import { migrateDatabase, provisionRoles } from '@maestro/persistence';
import { asOwner, withDatabase } from './owner-connection';
import type { TestStack } from './test-stack';

/** Migrates a database once per run; suites clone it, which takes a tenth of the time. */
export async function createTemplate(serverUrl: string, redisUrl: string): Promise<TestStack> {
  const run = randomBytes(4).toString('hex');
  const templateName = `maestro_${run}_template`;
  const templateUrl = withDatabase(serverUrl, templateName);
  await asOwner(serverUrl, (owner) => owner.query(`CREATE DATABASE ${templateName}`));
  await migrateDatabase(templateUrl);
  const roles = await provisionRoles(templateUrl, rolePassword(serverUrl));
  // Nobody may connect from here on, autovacuum included: a template in use cannot be cloned.
  await asOwner(serverUrl, (owner) =>
    owner.query(`ALTER DATABASE ${templateName} WITH ALLOW_CONNECTIONS false`),
  );
  return { serverUrl, redisUrl, run, templateName, ...roles };
}

/** Removes the template and every clone that a suite left behind. */
export async function dropRun({ serverUrl, run }: TestStack): Promise<void> {
  await asOwner(serverUrl, async (owner) => {
    const mine = await owner.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`maestro_${run}_`],
    );
    for (const { datname } of mine.rows) await owner.query(`DROP DATABASE ${datname} WITH (FORCE)`);
  });
}

/** Roles belong to the server, not to a run: runs that share one must agree on the password. */
function rolePassword(serverUrl: string): string {
  return createHash('sha256').update(`maestro test roles ${serverUrl}`).digest('base64url');
}
