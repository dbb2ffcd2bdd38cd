import { createHash } from 'node:crypto';
import { formatId, parseId } from '@maestro/persistence';

/** What a session's cookie holds: `ten_….ses_….<secret>`. The tenant is a hint where to look; the secret proves it. */
export interface SessionText {
  tenantId: string;
  id: string;
  secret: string;
}

export function formatSession({ tenantId, id, secret }: SessionText): string {
  return `${formatId('ten', tenantId)}.${formatId('ses', id)}.${secret}`;
}

export function parseSession(text: string): SessionText | null {
  const [tenant, session, secret, ...rest] = text.split('.');
  if (!tenant || !session || !secret || rest.length > 0 || !/^[A-Za-z0-9]{32}$/.test(secret)) return null;
  const [tenantId, id] = [parseId('ten', tenant), parseId('ses', session)];
  return tenantId !== null && id !== null ? { tenantId, id, secret } : null;
}

/**
 * What a page of ours sends beside the cookie, so that no other page can act with it. Made from the cookie's secret: it needs
 * no room of its own, and another session has another one.
 */
export function csrfTokenOf(sessionText: string): string {
  return createHash('sha256').update(`csrf ${sessionText}`).digest('base64url');
}
