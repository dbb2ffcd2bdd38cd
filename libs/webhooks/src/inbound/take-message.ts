import type { Json } from '@maestro/dsl';
import { formatId, type TenantDatabase } from '@maestro/persistence';
import { findOpenHook, type HookRow } from '@maestro/persistence/webhooks';
import { MaestroError } from '@maestro/problems';
import { openValues, type Secrets } from '@maestro/secrets';
import type { CloudEvent } from '@maestro/triggers';
import { verifyMessage, type ReceivedMessage, type VerifierKind } from '../signing/verify';
import type { HookAddress } from './hook-address';
import { eventOf, readBody } from './map-message';
import { HOOK_PURPOSE } from './write-hook';

/** A hook that is on, with what its messages are checked against. */
export interface OpenHook {
  tenantId: string;
  row: HookRow;
  /** The secrets that count now. */
  secrets: readonly string[];
  now: Date;
}

/** What a message comes to: a word that the sender wants to hear, or an event; neither where it does not match. */
export interface TakenMessage {
  challenge: string | null;
  event: CloudEvent | null;
  /** Who it is from. */
  actor: string;
}

/** The hook at an address. @throws MaestroError `not-found`, alike for one that is off and one that never was */
export async function openHook(
  { tenants, secrets }: { tenants: TenantDatabase; secrets: Secrets },
  address: HookAddress | null,
): Promise<OpenHook> {
  const found =
    address &&
    (await tenants.withTenant(address.tenantId, async (tx): Promise<OpenHook | null> => {
      const row = await findOpenHook(tx, address.hookId);
      if (!row) return null;
      const { now, secretId, previousSecretId: previous, previousUntil: until } = row;
      const ids = previous && until && until > now ? [secretId, previous] : [secretId];
      const opened = await openValues(secrets, tx, { purpose: HOOK_PURPOSE, ids });
      return { tenantId: address.tenantId, row, secrets: opened, now };
    }));
  if (found) return found;
  throw new MaestroError('not-found', 'There is no such hook.');
}

/**
 * Checks a message over its bytes, and only then reads it.
 *
 * @throws MaestroError `bad-signature`, `stale-signature`; of `parseJson`, of expressions, and for what makes no event
 */
export function takeMessage(
  { row, secrets, now }: OpenHook,
  message: ReceivedMessage,
  parseJson: (bytes: Buffer) => Json,
): TakenMessage {
  const verifier = row.verifier as VerifierKind;
  verifyMessage(verifier, message, { secrets, now });
  const actor = `hook:${formatId('hok', row.id)}`;
  const json = readBody(message, parseJson);
  const challenge = verifier === 'slack' ? challengeIn(json) : null;
  if (challenge !== null) return { challenge, event: null, actor };
  return { challenge, event: eventOf({ ...row, verifier }, { ...message, json }, now), actor };
}

/** What Slack asks of an address before it uses it. */
function challengeIn(json: Json): string | null {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return null;
  const { type, challenge } = json;
  return type === 'url_verification' && typeof challenge === 'string' ? challenge : null;
}
