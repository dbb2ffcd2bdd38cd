import { Secret } from '@maestro/dsl';
import {
  getTenant,
  noteSecretUse,
  readSecrets,
  type CurrentSecretRow,
  type TenantDatabase,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { open } from './keys/envelope';
import { secretLimits } from './limits';
import { valueBinding, type Secrets } from './secrets';

/** The attempt that secrets are revealed to. */
export interface Revealing {
  tenantId: string;
  runId: string;
  task: number;
  attempt: number;
}

/**
 * The secrets of these names, in the versions that are current now; that the attempt was given them is noted.
 *
 * @throws MaestroError `unknown-secret`, `secrets-off`, and what providers throw
 */
export async function revealSecrets(
  source: SecretValues,
  names: readonly string[],
  attempt: Revealing,
): Promise<ReadonlyMap<string, Secret>> {
  return reveal(source, names, {
    tenantId: attempt.tenantId,
    note: (tx, rows) => noteSecretUse(tx, attempt, rows),
  });
}

/**
 * One secret for what a person does, outside of any run: whoever does it writes into the audit trail what it was for.
 *
 * @throws MaestroError as `revealSecrets` does
 */
export async function revealToPerson(source: SecretValues, tenantId: string, name: string): Promise<Secret> {
  const secret = (await reveal(source, [name], { tenantId })).get(name);
  if (!secret) throw unknownSecret([name]);
  return secret;
}

/** Where values are, and what opens them. */
export interface SecretValues {
  secrets: Secrets;
  tenants: TenantDatabase;
}

async function reveal(
  { secrets, tenants }: SecretValues,
  names: readonly string[],
  {
    tenantId,
    note,
  }: { tenantId: string; note?: (tx: TenantTx, rows: CurrentSecretRow[]) => Promise<unknown> },
): Promise<ReadonlyMap<string, Secret>> {
  const found = await tenants.withTenant(tenantId, async (tx) => {
    const rows = await readSecrets(tx, names);
    refuseUnknown(names, rows);
    const tenantName = (await getTenant(tx)).name;
    await note?.(tx, rows);
    return { rows, tenantName };
  });
  // No transaction stays open while somebody else is asked.
  const revealed = await Promise.all(
    found.rows.map(async (row): Promise<[string, Secret]> => {
      const owner = { tenantId, tenantName: found.tenantName };
      return [row.name, new Secret(usable(await valueOf(secrets, row, owner)))];
    }),
  );
  return new Map(revealed);
}

async function valueOf(
  secrets: Secrets,
  row: CurrentSecretRow,
  owner: { tenantId: string; tenantName: string },
): Promise<string> {
  if (row.provider !== 'stored') return secrets.provider(row.provider).read(row.reference ?? {}, owner);
  const { sealed, wrapped, data_key_id: id, master_key_id: masterKeyId } = row;
  if (!sealed || !wrapped || id === null || masterKeyId === null)
    throw new Error('a secret has lost its key');
  const key = await secrets.dataKeys().open(owner.tenantId, { id, masterKeyId, wrapped });
  return open(key, sealed, valueBinding({ ...row, tenantId: owner.tenantId })).toString('utf8');
}

/** What came from elsewhere keeps the bounds of what is kept here, or it could not be masked. */
function usable(value: string): string {
  const { minCharacters, maxBytes } = secretLimits;
  if (value.trim().length >= minCharacters && Buffer.byteLength(value) <= maxBytes && !value.includes('\0'))
    return value;
  throw new MaestroError(
    'secret-denied',
    `A secret has from ${minCharacters} characters to ${maxBytes} bytes of text.`,
  );
}

function refuseUnknown(names: readonly string[], rows: readonly { name: string }[]): void {
  const found = new Set(rows.map(({ name }) => name));
  const missing = names.filter((name) => !found.has(name));
  if (missing.length > 0) throw unknownSecret(missing);
}

/** The error that says which names no secret has. */
export function unknownSecret(names: readonly string[]): MaestroError {
  return new MaestroError('unknown-secret', `There is no secret called ${names.slice(0, 20).join(', ')}.`, {
    errors: names
      .slice(0, 20)
      .map((name) => ({ code: 'unknown-secret', message: `There is no secret "${name}".` })),
  });
}
