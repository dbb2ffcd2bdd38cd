import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const BYTES = 32;

/** A new secret in the form of the Standard Webhooks: `whsec_` and the key in base64. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64');
}

/** The key that a secret stands for; null where it is none: from 24 to 64 bytes in base64. */
export function keyOfSecret(secret: string): Buffer | null {
  const coded = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  const key = Buffer.from(coded, 'base64');
  const clean = key.toString('base64').replace(/=+$/, '') === coded.replace(/=+$/, '');
  return clean && key.length >= 24 && key.length <= 64 ? key : null;
}
