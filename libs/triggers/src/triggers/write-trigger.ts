import { changedNames } from '@maestro/dsl';
import {
  countTriggers,
  findTrigger,
  formatId,
  hideTrigger,
  insertTrigger,
  newId,
  recordAudit,
  updateTrigger,
  type OrchestraAuthor,
  type TenantTx,
  type TriggerFields,
  type TriggerKindFields,
  type TriggerRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** Each is looked at for each event: a tenant has so many at most. */
export const MAX_TRIGGERS = 200;

/** A trigger, as somebody wants it to begin. It is off: whoever has looked it over switches it on. */
export type NewTrigger = Omit<TriggerFields, 'enabled'> & TriggerKindFields;

/** @throws MaestroError `limit-exceeded` */
export async function createTrigger(
  tx: TenantTx,
  given: NewTrigger,
  author: OrchestraAuthor,
): Promise<TriggerRow> {
  if ((await countTriggers(tx)) >= MAX_TRIGGERS)
    throw new MaestroError('limit-exceeded', `A tenant has at most ${MAX_TRIGGERS} triggers.`);
  const id = newId();
  await insertTrigger(tx, { ...given, id, enabled: false }, author);
  await record(tx, { id, author, action: 'trigger.created', detail: { name: given.name, on: given.kind } });
  return found(await findTrigger(tx, id));
}

/** @throws MaestroError `not-found` */
export async function getTrigger(tx: TenantTx, id: string | null): Promise<TriggerRow> {
  return found(id === null ? null : await findTrigger(tx, id));
}

/** The same, which nobody else changes until the transaction ends. */
export async function lockTrigger(tx: TenantTx, id: string | null): Promise<TriggerRow> {
  return found(id === null ? null : await findTrigger(tx, id, { lock: true }));
}

/** Changes a trigger that is locked. What says nothing new changes nothing. */
export async function changeTrigger(
  tx: TenantTx,
  row: TriggerRow,
  { changes, author }: { changes: Partial<TriggerFields>; author: OrchestraAuthor },
): Promise<TriggerRow> {
  const after = { ...row, ...changes };
  const changed = changedNames<TriggerFields>(row, changes);
  if (changed.length === 0) return row;
  await updateTrigger(tx, after, author);
  const only = changed.length === 1 && changed[0] === 'enabled';
  const action = only ? (after.enabled ? 'trigger.enabled' : 'trigger.disabled') : 'trigger.changed';
  const detail = Object.fromEntries(changed.map((name) => [name, told.has(name) ? after[name] : true]));
  await record(tx, { id: row.id, author, action, detail });
  return found(await findTrigger(tx, row.id));
}

/** Hides a trigger that is locked. Its runs stay, and its firings as long as their events. */
export async function removeTrigger(tx: TenantTx, row: TriggerRow, author: OrchestraAuthor): Promise<void> {
  await hideTrigger(tx, row.id, author);
  await record(tx, { id: row.id, author, action: 'trigger.deleted', detail: { name: row.name } });
}

/** What an audit record repeats; expressions and inputs may hold what is nobody's business. */
const told: ReadonlySet<keyof TriggerFields> = new Set(['name', 'enabled', 'maxDepth', 'maxPerMinute']);

interface Entry {
  id: string;
  author: OrchestraAuthor;
  action: string;
  detail: Readonly<Record<string, unknown>>;
}

async function record(tx: TenantTx, { id, author: { actor }, action, detail }: Entry): Promise<void> {
  await recordAudit(tx, { actor, action, subject: formatId('trg', id), detail });
}

function found(row: TriggerRow | null): TriggerRow {
  if (row) return row;
  throw new MaestroError('not-found', 'There is no such trigger.');
}
