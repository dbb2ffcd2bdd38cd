import { MaestroError, type FieldProblem } from '@maestro/problems';
import {
  deleteSecret,
  getTenant,
  insertSecretVersion,
  nextSecretVersion,
  recordAudit,
  type SecretContent,
  type TenantTx,
} from '@maestro/persistence';
import { seal } from './keys/envelope';
import { secretLimits, SECRET_NAME } from './limits';
import type { Reference } from './providers/provider';
import { valueBinding, type Secrets } from './secrets';

/** What a version is to hold: a value, or a reference to where one is. */
export type NewSecret = { value: string } | { reference: Reference };

/**
 * Writes the next version of a secret; where there is none of that name, `create` says whether it is made.
 *
 * @returns the number of the version
 * @throws MaestroError `validation-failed`, `not-found`, `secrets-off`
 */
export async function writeSecret(
  secrets: Secrets,
  tx: TenantTx,
  { name, content, actor, create }: { name: string; content: NewSecret; actor: string; create: boolean },
): Promise<number> {
  checkName(name);
  const keep = await prepare(secrets, tx, content);
  const next = await nextSecretVersion(tx, name, { create });
  if (!next) throw new MaestroError('not-found', 'There is no such secret.');
  const { provider } = keep;
  await insertSecretVersion(tx, { ...next, createdBy: actor }, await keep.content({ ...next, name }));
  await recordAudit(tx, {
    actor,
    action: next.version === 1 ? 'secret.created' : 'secret.rotated',
    subject: name,
    detail: { version: next.version, provider },
  });
  return next.version;
}

/** Removes a secret with all its versions. @throws MaestroError `not-found` */
export async function removeSecret(tx: TenantTx, name: string, actor: string): Promise<void> {
  if (!(await deleteSecret(tx, name))) throw new MaestroError('not-found', 'There is no such secret.');
  await recordAudit(tx, { actor, action: 'secret.deleted', subject: name });
}

interface Prepared {
  provider: SecretContent['provider'];
  content: (version: { id: string; name: string; version: number }) => Promise<SecretContent>;
}

async function prepare(secrets: Secrets, tx: TenantTx, content: NewSecret): Promise<Prepared> {
  if ('reference' in content) {
    const { provider: named, ...reference } = content.reference;
    const provider = secrets.providerNamed(named);
    const { name: tenantName } = await getTenant(tx);
    refuse(secrets.provider(provider).check(reference, { tenantId: tx.tenantId, tenantName }));
    return { provider, content: () => Promise.resolve({ provider, reference }) };
  }
  refuse(faultsOf(content.value));
  const { id: dataKeyId, key } = await secrets.dataKeys().active(tx);
  return {
    provider: 'stored',
    content: ({ id, name, version }) => {
      const binding = valueBinding({ tenantId: tx.tenantId, id, name, version });
      return Promise.resolve({
        provider: 'stored',
        dataKeyId,
        sealed: seal(key, Buffer.from(content.value), binding),
      });
    },
  };
}

/** What is wrong with a value. It is never quoted. */
function faultsOf(value: string): FieldProblem[] {
  const fault = (message: string): FieldProblem[] => [{ pointer: '/value', code: 'out-of-range', message }];
  const { minCharacters, maxBytes } = secretLimits;
  if (value.length < minCharacters || value.trim() === '')
    return fault(
      `A value has ${minCharacters} characters at least: a shorter one could not be told from other text.`,
    );
  if (Buffer.byteLength(value) > maxBytes) return fault(`A value may have ${maxBytes} bytes.`);
  if (value.includes('\0') || /\p{Surrogate}/u.test(value))
    return fault('A value is text, without NUL characters and halves of surrogate pairs.');
  return [];
}

function checkName(name: string): void {
  if (!SECRET_NAME.test(name))
    throw new MaestroError(
      'invalid-name',
      'A secret is named by up to 64 letters, digits and _, not beginning with a digit.',
    );
}

function refuse(errors: FieldProblem[]): void {
  if (errors.length > 0)
    throw new MaestroError('validation-failed', 'The secret is not acceptable.', { errors });
}
