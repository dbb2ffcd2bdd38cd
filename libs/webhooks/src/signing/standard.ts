import { createHmac } from 'node:crypto';
import { keyOfSecret } from './secret';

/** What is signed: the id and the time are part of it, so that neither can be another's. */
export interface SignedMessage {
  id: string;
  /** Seconds since 1970. */
  timestamp: number;
  body: string | Buffer;
}

/** One signature of the Standard Webhooks: `v1,<base64>`. */
export function signStandard(secret: string, { id, timestamp, body }: SignedMessage): string {
  const key = keyOfSecret(secret);
  if (!key) throw new Error('the signing secret is not in the form of the Standard Webhooks');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
}

/** The headers under which a message goes out, with a signature for each secret. */
export function standardHeaders(secrets: readonly string[], message: SignedMessage): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': secrets.map((secret) => signStandard(secret, message)).join(' '),
  };
}
