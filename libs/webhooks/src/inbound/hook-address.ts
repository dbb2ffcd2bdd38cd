import { formatId, parseId } from '@maestro/persistence';

const FORM = /^([0-9a-z]{26})([0-9a-z]{26})$/;

/** Whose hook an address leads to, and which. */
export interface HookAddress {
  tenantId: string;
  hookId: string;
}

/** The last part of the address of a hook. It is no secret: what lets a message in is its signature. */
export function hookToken({ tenantId, hookId }: HookAddress): string {
  return formatId('ten', tenantId).slice('ten_'.length) + formatId('hok', hookId).slice('hok_'.length);
}

/** Null for what was never the last part of an address. */
export function readHookToken(token: string): HookAddress | null {
  const [, tenant, hook] = FORM.exec(token) ?? [];
  const [tenantId, hookId] = [parseId('ten', `ten_${tenant}`), parseId('hok', `hok_${hook}`)];
  return tenantId && hookId ? { tenantId, hookId } : null;
}
