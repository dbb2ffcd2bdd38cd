import {
  countFreezeWindows,
  deleteFreezeWindow,
  findFreezeWindow,
  findFreezeWindowBySource,
  insertFreezeWindow,
  lockTenant,
  newId,
  updateFreezeWindow,
  type FreezeWindowFields,
  type FreezeWindowRow,
  type TenantTx,
} from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import { checkTimes, type GivenTimes } from '@maestro/timetable';

/** A tenant's windows at most: each start of a run looks at all of them. */
export const MAX_WINDOWS = 1_000;
const MAX_LIST = 50;

/** A window, as somebody gives it. */
export type GivenWindow = Omit<FreezeWindowFields, 'calendar'> & GivenTimes;

/**
 * A window that can be stored.
 *
 * @throws MaestroError with pointers
 */
export function checkWindow(given: GivenWindow): FreezeWindowFields {
  const { name, reason, effect, scope, approvers, quorum, enabled } = given;
  for (const [part, list] of Object.entries(scope)) {
    const entries = Array.isArray(list) ? list : Object.entries(list).flat();
    const fits = entries.every((entry) => typeof entry === 'string' && entry !== '' && entry.length <= 128);
    if (entries.length > MAX_LIST || !fits)
      throw faultAt(
        'out-of-range',
        `/scope/${part}`,
        `This may have ${MAX_LIST} texts of 1 to 128 characters.`,
      );
  }
  if (effect === 'require-approval' && approvers.length === 0)
    throw faultAt('missing-field', '/approvers', 'Say who may agree: role:admin, or a person.');
  return { name, reason, effect, scope, approvers, quorum, enabled, calendar: checkTimes(given) };
}

/** @throws MaestroError `limit-exceeded` */
export async function createFreezeWindow(
  tx: TenantTx,
  fields: FreezeWindowFields,
  { actor, source = null }: { actor: string; source?: string | null },
): Promise<FreezeWindowRow> {
  // The lock keeps two from counting the same room.
  await lockTenant(tx);
  if ((await countFreezeWindows(tx)) >= MAX_WINDOWS)
    throw new MaestroError('limit-exceeded', `A tenant has at most ${MAX_WINDOWS} freeze windows.`);
  return insertFreezeWindow(tx, { ...fields, id: newId(), source, createdBy: actor });
}

/** @throws MaestroError `not-found` */
export async function lockFreezeWindow(tx: TenantTx, id: string | null): Promise<FreezeWindowRow> {
  const row = id === null ? null : await findFreezeWindow(tx, id, { lock: true });
  if (!row) throw new MaestroError('not-found', 'There is no such freeze window.');
  return row;
}

/** Writes a window that is locked. */
export function changeFreezeWindow(
  tx: TenantTx,
  id: string,
  fields: FreezeWindowFields,
): Promise<FreezeWindowRow> {
  return updateFreezeWindow(tx, { ...fields, id });
}

export function removeFreezeWindow(tx: TenantTx, id: string): Promise<void> {
  return deleteFreezeWindow(tx, id);
}

export interface ImportedWindow {
  fields: FreezeWindowFields;
  /** What it is in the file, so that the file can be imported again; null where it has no id of its own. */
  source: string | null;
}

/** Takes over a calendar, whole or not at all: what it had before under the same id is written anew. */
export async function importFreezeWindows(
  tx: TenantTx,
  windows: readonly ImportedWindow[],
  actor: string,
): Promise<{ created: FreezeWindowRow[]; updated: FreezeWindowRow[] }> {
  const [created, updated]: FreezeWindowRow[][] = [[], []];
  await lockTenant(tx);
  for (const { fields, source } of windows) {
    const known = source === null ? null : await findFreezeWindowBySource(tx, source);
    if (known) updated?.push(await changeFreezeWindow(tx, known.id, fields));
    else created?.push(await createFreezeWindow(tx, fields, { actor, source }));
  }
  return { created: created ?? [], updated: updated ?? [] };
}
