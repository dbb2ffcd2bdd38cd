import { Client } from 'pg';

const roles = ['maestro_app', 'maestro_engine'] as const;

/**
 * Gives the two service roles a login and returns the URLs to use them by. For development, tests and first
 * installations: in production an administrator does this once and hands the URLs to the services.
 * Needs an owner that may create roles; the roles are the server's, shared by its databases.
 */
export async function provisionRoles(
  ownerUrl: string,
  password: string,
): Promise<{ appUrl: string; engineUrl: string }> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'maestro-provision' });
  await client.connect();
  try {
    // Two that do this at once would collide on the roles' rows.
    await client.query(`SELECT pg_advisory_lock(hashtext('maestro_roles'))`);
    for (const role of roles) {
      const literal = client.escapeLiteral(password);
      // eslint-disable-next-line no-restricted-syntax -- ALTER ROLE takes no parameters; the value is escaped
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${literal}`);
    }
  } finally {
    await client.end();
  }
  return {
    appUrl: roleUrl(ownerUrl, 'maestro_app', password),
    engineUrl: roleUrl(ownerUrl, 'maestro_engine', password),
  };
}

/** The owner's URL with another role: same server, same database. */
export function roleUrl(ownerUrl: string, role: (typeof roles)[number], password: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.toString();
}

/** Moves the database's clock, for tests: every comparison in Maestro follows it at once. Owner only. */
export async function setClockOffset(ownerUrl: string, milliseconds: number): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`UPDATE maestro_clock SET shift = $1 * interval '1 millisecond'`, [milliseconds]);
  } finally {
    await client.end();
  }
}
