import {
  knownSecretNames,
  secretsOfVersion,
  type OrchestraAuthor,
  type OrchestraFields,
  type OrchestraRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { versionOf } from './play-orchestra';
import { changeOrchestra } from './write-orchestra';

/**
 * Says which secret of the tenant stands for each name that the score of a locked orchestra uses. A name that is left out stands
 * for the secret of that name.
 *
 * @throws MaestroError `unknown-secret` with a pointer for each: the score uses no such name, or there is no such secret
 */
export async function bindSecrets(
  tx: TenantTx,
  row: OrchestraRow,
  { bindings, author }: { bindings: OrchestraFields['secretBindings']; author: OrchestraAuthor },
): Promise<OrchestraRow> {
  const used = await secretsOfVersion(tx, row.templateId, await versionOf(tx, row));
  const targets = Object.values(bindings);
  const known = new Set(targets.length > 0 ? await knownSecretNames(tx, targets) : []);
  const faults = Object.entries(bindings).flatMap(([name, secret]): FieldProblem[] => {
    const pointer = `/bindings/${name}`;
    if (!used.includes(name)) {
      const names = used.length > 0 ? used.slice(0, 20).join(', ') : 'none';
      return [{ pointer, code: 'unknown-secret', message: `The score does not use it. It uses: ${names}.` }];
    }
    return known.has(secret)
      ? []
      : [{ pointer, code: 'unknown-secret', message: 'There is no such secret.' }];
  });
  refuse(faults);
  return changeOrchestra(tx, row, { changes: { secretBindings: bindings }, author });
}

/**
 * What is to begin by itself has to have the secrets that its score uses: every one of its runs would be refused.
 *
 * @throws MaestroError `unknown-secret` with a pointer for each that there is not
 */
export async function checkSecrets(
  tx: TenantTx,
  { templateId, secretBindings }: Pick<OrchestraRow, 'templateId' | 'secretBindings'>,
  version: number,
): Promise<void> {
  const meant = (await secretsOfVersion(tx, templateId, version)).map((name) => {
    return { name, secret: secretBindings[name] ?? name };
  });
  if (meant.length === 0) return;
  const secrets = meant.map(({ secret }) => secret);
  const known = new Set(await knownSecretNames(tx, secrets));
  const missing = meant.filter(({ secret }) => !known.has(secret));
  refuse(
    missing.map(({ name, secret }) => {
      const message = `The score uses a secret, and there is none of the name ${secret}.`;
      return { pointer: `/secret_bindings/${name}`, code: 'unknown-secret', message };
    }),
  );
}

function refuse(faults: readonly FieldProblem[]): void {
  const [first] = faults;
  if (!first) return;
  throw new MaestroError('unknown-secret', `${first.pointer}: ${first.message}`, {
    errors: faults.slice(0, 100),
  });
}
