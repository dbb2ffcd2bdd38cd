import { formatId, newId, recordAudit, type TenantTx } from '@maestro/persistence';
import {
  countHooks,
  deleteHook,
  findHook,
  insertHook,
  replaceHookSecret,
  updateHook,
  type HookFields,
  type HookRow,
} from '@maestro/persistence/webhooks';
import { MaestroError } from '@maestro/problems';
import { forgetValues, sealValue, type Secrets } from '@maestro/secrets';
import type { VerifierKind } from '../signing/verify';
import { checkHook, secretFor } from './check-hook';

/** What the secrets of hooks are sealed for. */
export const HOOK_PURPOSE = 'hook';
/** Hooks that a tenant may have. */
const MAX_HOOKS = 200;

/** A hook; and its secret, where we made one: it is never shown again. */
export interface MadeHook {
  row: HookRow;
  secret: string | null;
}

export interface NewHook {
  fields: Omit<HookFields, 'enabled'>;
  verifier: VerifierKind;
  /** What the sender signs with, where it is the sender who says. */
  secret: string | undefined;
  actor: string;
}

/** Makes a hook that is off. @throws MaestroError `secrets-off`, `quota-exceeded`, and with pointers */
export async function createHook(
  secrets: Secrets,
  tx: TenantTx,
  { fields, verifier, secret: given, actor }: NewHook,
): Promise<MadeHook> {
  checkHook(fields);
  const secret = secretFor(verifier, given);
  if ((await countHooks(tx)) >= MAX_HOOKS)
    throw new MaestroError('quota-exceeded', `A tenant has ${MAX_HOOKS} hooks at most.`);
  const id = newId();
  const secretId = await sealValue(secrets, tx, { purpose: HOOK_PURPOSE, value: secret });
  await insertHook(tx, { ...fields, enabled: false, id, verifier, secretId, actor });
  await record(tx, { id, actor, action: 'hook.created', detail: { name: fields.name, verifier } });
  return { row: await getHook(tx, id), secret: given === undefined ? secret : null };
}

/** @throws MaestroError `not-found` */
export async function getHook(tx: TenantTx, id: string | null, lock = false): Promise<HookRow> {
  const row = id === null ? null : await findHook(tx, id, { lock });
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such hook.');
}

/** Changes a hook that is locked, or switches it. @throws MaestroError with pointers */
export async function changeHook(
  tx: TenantTx,
  row: HookRow,
  { changes, actor }: { changes: Partial<HookFields>; actor: string },
): Promise<HookRow> {
  const fields = { ...row, ...changes };
  checkHook(fields);
  await updateHook(tx, { ...fields, actor });
  await record(tx, { id: row.id, actor, action: 'hook.changed', detail: { ...changes } });
  return getHook(tx, row.id);
}

/** Forgets a hook that is locked, and its secrets. What it received stays. */
export async function removeHook(tx: TenantTx, row: HookRow, actor: string): Promise<void> {
  await deleteHook(tx, row.id);
  await forgetValues(tx, row.previousSecretId ? [row.secretId, row.previousSecretId] : [row.secretId]);
  await record(tx, { id: row.id, actor, action: 'hook.deleted', detail: { name: row.name } });
}

/** Gives a hook that is locked another secret. For so many seconds both count. @throws MaestroError with a pointer */
export async function rotateHookSecret(
  secrets: Secrets,
  tx: TenantTx,
  rotation: { row: HookRow; secret: string | undefined; overlapSeconds: number; actor: string },
): Promise<MadeHook> {
  const { row, secret: given, overlapSeconds, actor } = rotation;
  const secret = secretFor(row.verifier as VerifierKind, given);
  const secretId = await sealValue(secrets, tx, { purpose: HOOK_PURPOSE, value: secret });
  await replaceHookSecret(tx, row.id, { secretId, overlapSeconds, actor });
  if (row.previousSecretId) await forgetValues(tx, [row.previousSecretId]);
  const detail = { overlap_seconds: overlapSeconds };
  await record(tx, { id: row.id, actor, action: 'hook.secret_rotated', detail });
  return { row: await getHook(tx, row.id), secret: given === undefined ? secret : null };
}

interface Entry {
  id: string;
  actor: string;
  action: string;
  detail: Record<string, unknown>;
}

async function record(tx: TenantTx, { id, actor, action, detail }: Entry): Promise<void> {
  await recordAudit(tx, { actor, action, subject: formatId('hok', id), detail });
}
