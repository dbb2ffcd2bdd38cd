import { readFileSync } from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { keyIdOf, readPrivateKey } from '@maestro/evidence';

/** The key that heads of chains and statements of runs are signed with. */
export interface Signer {
  readonly key: KeyObject;
  readonly keyId: string;
}

/** Reads an Ed25519 private key from a PEM file. Throws where it cannot be read or is of another kind. */
export function readSigner(path: string): Signer {
  const key = readPrivateKey(readFileSync(path, 'utf8'));
  return { key, keyId: keyIdOf(key) };
}
