import { changedNames } from '@maestro/dsl';
import {
  countEnabledOrchestras,
  findOrchestra,
  formatId,
  hideOrchestra,
  insertOrchestra,
  lockTenant,
  newId,
  recordAudit,
  rescheduleOrchestra,
  updateOrchestra,
  type OrchestraAuthor,
  type OrchestraFields,
  type OrchestraRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { settleBefore } from '@maestro/scheduling';
import { dueAt, nextSlot } from '@maestro/timetable';
import { scheduleOf } from './fields';

/** An orchestra, as somebody wants it to begin. It is off: whoever has looked it over switches it on. */
export type NewOrchestra = Omit<OrchestraFields, 'enabled' | 'secretBindings'> & { templateId: string };

/**
 * Makes an orchestra of a template that there is.
 *
 * @throws MaestroError with pointers, for its schedule
 */
export async function createOrchestra(
  tx: TenantTx,
  { templateId, ...given }: NewOrchestra,
  author: OrchestraAuthor,
): Promise<OrchestraRow> {
  scheduleOf(given);
  const id = newId();
  await insertOrchestra(tx, { ...given, id, templateId, enabled: false, secretBindings: {} }, author);
  const { name, tag, cron, timeZone } = given;
  const detail = { name, tag, cron, timezone: timeZone, score_id: formatId('tpl', templateId) };
  await record(tx, { id, author, action: 'orchestra.created', detail });
  return found(await findOrchestra(tx, id));
}

/** @throws MaestroError `not-found` */
export async function getOrchestra(tx: TenantTx, id: string | null): Promise<OrchestraRow> {
  return found(id === null ? null : await findOrchestra(tx, id));
}

/** The same, which nobody else changes until the transaction ends. */
export async function lockOrchestra(tx: TenantTx, id: string | null): Promise<OrchestraRow> {
  return found(id === null ? null : await findOrchestra(tx, id, { lock: true }));
}

/**
 * Changes an orchestra that is locked. What says nothing new changes nothing.
 *
 * @throws MaestroError with pointers, for its schedule
 */
export async function changeOrchestra(
  tx: TenantTx,
  row: OrchestraRow,
  { changes, author }: { changes: Partial<OrchestraFields>; author: OrchestraAuthor },
): Promise<OrchestraRow> {
  const after = { ...row, ...changes };
  const changed = changedNames<OrchestraFields>(row, changes);
  const schedule = scheduleOf(after);
  if (changed.length === 0) return row;
  if (after.enabled && !row.enabled) await requireRoom(tx);
  await updateOrchestra(tx, after, author);
  if (changed.some((name) => timing.has(name))) {
    const moment = await now(tx);
    await settleBefore(tx, row, { now: moment, enabledAfter: after.enabled });
    const at = after.enabled && schedule ? nextSlot(schedule, moment) : null;
    const next = at === null || !schedule ? null : new Date(dueAt(schedule, row.id, at));
    await rescheduleOrchestra(tx, row.id, { settled: new Date(moment), next });
  }
  const detail = Object.fromEntries(changed.map((name) => [name, told.has(name) ? after[name] : true]));
  await record(tx, { id: row.id, author, action: actionOf(changed, after), detail });
  return found(await findOrchestra(tx, row.id));
}

/** One more may be switched on: counted under the lock of the tenant, so that no two take the last place. */
async function requireRoom(tx: TenantTx): Promise<void> {
  const { maxEnabledOrchestras: most } = await lockTenant(tx);
  if (most === null || (await countEnabledOrchestras(tx, most)) < most) return;
  throw new MaestroError('quota-exceeded', `The tenant may have ${most} orchestras switched on, and has.`);
}

/** Hides an orchestra that is locked, and has nothing of it begin any more. Its runs stay. */
export async function removeOrchestra(
  tx: TenantTx,
  row: OrchestraRow,
  author: OrchestraAuthor,
): Promise<void> {
  await settleBefore(tx, row, { now: await now(tx), enabledAfter: false });
  await hideOrchestra(tx, row.id, author);
  await record(tx, { id: row.id, author, action: 'orchestra.deleted', detail: { name: row.name } });
}

const timing: ReadonlySet<keyof OrchestraFields> = new Set(['cron', 'timeZone', 'schedule', 'enabled']);
/** What an audit record repeats; inputs may hold what is nobody's business. */
const told: ReadonlySet<keyof OrchestraFields> = new Set([
  ...(['name', 'tag', 'cron', 'timeZone', 'schedule', 'enabled', 'secretBindings'] as const),
]);

function actionOf(changed: readonly (keyof OrchestraFields)[], { enabled }: OrchestraFields): string {
  if (changed.length > 1) return 'orchestra.changed';
  if (changed[0] === 'enabled') return enabled ? 'orchestra.enabled' : 'orchestra.disabled';
  return changed[0] === 'secretBindings' ? 'orchestra.secrets_bound' : 'orchestra.changed';
}

async function now(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ at: Date }>('SELECT maestro_now() AS at');
  return row?.at.getTime() ?? Date.now();
}

interface Entry {
  id: string;
  author: OrchestraAuthor;
  action: string;
  detail: Readonly<Record<string, unknown>>;
}

async function record(tx: TenantTx, { id, author: { actor }, action, detail }: Entry): Promise<void> {
  await recordAudit(tx, { actor, action, subject: formatId('orc', id), detail });
}

function found(row: OrchestraRow | null): OrchestraRow {
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such orchestra.');
}
