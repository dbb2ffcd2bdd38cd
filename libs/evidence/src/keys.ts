import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { MaestroError } from '@maestro/problems';

/** The name of a key: the first 16 hex digits of the SHA-256 over its SubjectPublicKeyInfo. */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);
}

/** A public key as we write it down: PEM, always the same text for the same key. */
export function publicPem(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * An Ed25519 key from PEM.
 *
 * @throws MaestroError `input-invalid` for anything else, a private key included
 */
export function readPublicKey(pem: string): KeyObject {
  const key = /-----BEGIN PUBLIC KEY-----/.test(pem) ? parsed(() => createPublicKey(pem)) : null;
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new MaestroError(
      'input-invalid',
      'This must be an Ed25519 public key in PEM (SubjectPublicKeyInfo).',
    );
  return key;
}

/** @throws MaestroError `input-invalid` for anything but an Ed25519 private key in PEM. Never repeats what it was given. */
export function readPrivateKey(pem: string): KeyObject {
  const key = parsed(() => createPrivateKey(pem));
  if (key?.asymmetricKeyType !== 'ed25519')
    throw new MaestroError('input-invalid', 'The file must hold an Ed25519 private key in PEM (PKCS #8).');
  return key;
}

function parsed(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}
