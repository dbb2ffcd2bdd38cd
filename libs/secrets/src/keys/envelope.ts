import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** What a sealed text belongs to. It opens under the very same binding alone. */
export type Binding = readonly (string | number)[];

/** Seals with AES-256-GCM under a fresh nonce: format, nonce, tag, ciphertext. */
export function seal(key: Buffer, plaintext: Buffer, binding: Binding): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bytesOf(binding));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), ciphertext]);
}

/**
 * Opens what `seal` made.
 *
 * @throws Error where the key or the binding is another one, or the text was changed; it says nothing of either
 */
export function open(key: Buffer, sealed: Buffer, binding: Binding): Buffer {
  if (sealed.length < HEAD_BYTES || sealed[0] !== FORMAT)
    throw new Error('a sealed text has an unknown form');
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
  decipher.setAAD(bytesOf(binding));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
  } catch (cause) {
    throw new Error('a sealed text does not open: it was changed, moved, or sealed under another key', {
      cause,
    });
  }
}

/** JSON keeps the parts apart, whatever they hold. */
function bytesOf(binding: Binding): Buffer {
  return Buffer.from(JSON.stringify(binding));
}
