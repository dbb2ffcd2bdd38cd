import {
  approveFreezeBreak,
  formatId,
  insertFreezeBreak,
  lockFreezeBreak,
  newId,
  recordAudit,
  type FreezeBreakRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { lockFreezeWindow } from './freeze-windows';

/** A permission that is asked for is good so long at most, counted from the asking. */
export const MAX_BREAK_MS = 24 * 3_600_000;

/** Somebody, and who answers for what they do. */
export interface Person {
  person: string;
  actor: string;
}

export interface BreakRequest {
  windowId: string | null;
  reason: string;
  /** For every run of a template; or for one held run; or, with neither, for the next run that it lets begin. */
  templateId: string | null;
  runId: string | null;
  forMs: number;
}

/** Asks for a permission to start in spite of a window: alone it permits nothing. */
export async function requestFreezeBreak(
  tx: TenantTx,
  { windowId, reason, templateId, runId, forMs }: BreakRequest,
  { person, actor }: Person,
): Promise<FreezeBreakRow> {
  const window = await lockFreezeWindow(tx, windowId);
  const about = { id: newId(), windowId: window.id, reason, templateId, runId, forMs };
  const row = await insertFreezeBreak(tx, { ...about, person, actor });
  await audit(tx, row, { actor, action: 'freeze_break.requested' });
  return row;
}

/**
 * Gives the permission, as a second person.
 *
 * @throws MaestroError `not-found`, `second-person`, `not-pending`
 */
export async function giveFreezeBreak(
  tx: TenantTx,
  { windowId, id }: { windowId: string | null; id: string | null },
  { person, actor }: Person,
): Promise<FreezeBreakRow> {
  const row = windowId === null || id === null ? null : await lockFreezeBreak(tx, { windowId, id });
  if (!row) throw new MaestroError('not-found', 'There is no such request to break the freeze window.');
  if (row.approvedAt !== null || row.expired)
    throw new MaestroError('not-pending', 'The request was approved already, or its time is over.');
  if (row.requestedBy === person)
    throw new MaestroError('second-person', 'Whoever asked cannot agree: it takes a second person.');
  const approved = await approveFreezeBreak(tx, row.id, { person, actor });
  await audit(tx, approved, { actor, action: 'freeze_break.approved' });
  return approved;
}

async function audit(
  tx: TenantTx,
  row: FreezeBreakRow,
  { actor, action }: { actor: string; action: string },
): Promise<void> {
  const { id, windowId, reason, templateId, runId, requestedActor, expiresAt } = row;
  const detail = {
    window: formatId('frz', windowId),
    reason,
    template: templateId && formatId('tpl', templateId),
    run: runId && formatId('run', runId),
    requested_by: requestedActor,
    expires_at: expiresAt.toISOString(),
  };
  await recordAudit(tx, { actor, action, subject: formatId('brk', id), detail });
}
