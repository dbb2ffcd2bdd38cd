import { randomBytes } from 'node:crypto';

/** 144 random bits in characters that need no escaping in an address or a configuration file. */
export function newPassword(): string {
  return randomBytes(18).toString('base64url');
}
