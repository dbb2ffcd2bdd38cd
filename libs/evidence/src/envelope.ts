import { sign, verify, type KeyObject } from 'node:crypto';
import { MaestroError } from '@maestro/problems';
import { keyIdOf } from './keys';

/** A DSSE envelope (https://github.com/secure-systems-lab/dsse). */
export interface Envelope {
  payloadType: string;
  /** Base64. */
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

const MAX_SIGNATURES = 16;

/** What is signed in place of the payload: its type and its length cannot be mistaken for another's. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8');
  const head = `DSSEv1 ${type.length} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head, 'utf8'), payload]);
}

/** Ed25519 over the pre-authentication encoding: 64 bytes. */
export function signPayload(key: KeyObject, payloadType: string, payload: Uint8Array): Buffer {
  return sign(null, preAuthEncoding(payloadType, payload), key);
}

export function signEnvelope(key: KeyObject, payloadType: string, payload: Uint8Array): Envelope {
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: keyIdOf(key), sig: signPayload(key, payloadType, payload).toString('base64') }],
  };
}

/** Whether this very key signed the payload. */
export function isSignedBy(
  key: KeyObject,
  signed: { payloadType: string; payload: Uint8Array; signature: Uint8Array },
): boolean {
  return verify(null, preAuthEncoding(signed.payloadType, signed.payload), key, signed.signature);
}

/**
 * The payload of an envelope that one of the keys signed, and which. A key id in an envelope is a hint: only the signature counts.
 *
 * @throws MaestroError `attestation-invalid` where it is no envelope, or none of the keys signed it
 */
export function openEnvelope(
  value: unknown,
  keys: readonly KeyObject[],
): { payloadType: string; payload: Buffer; keyId: string } {
  const { payloadType, payload, signatures } = readEnvelope(value);
  const bytes = fromBase64(payload, 'payload');
  for (const { sig } of signatures) {
    const signature = fromBase64(sig, 'sig');
    const key = keys.find((each) => isSignedBy(each, { payloadType, payload: bytes, signature }));
    if (key) return { payloadType, payload: bytes, keyId: keyIdOf(key) };
  }
  throw refused('No key that is trusted signed the envelope.');
}

/** @throws MaestroError `attestation-invalid` */
export function readEnvelope(value: unknown): Envelope {
  const envelope = (typeof value === 'object' && value !== null ? value : {}) as Partial<Envelope>;
  const { payloadType, payload, signatures } = envelope;
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures))
    throw refused('A DSSE envelope has a payloadType, a payload and signatures.');
  if (signatures.length < 1 || signatures.length > MAX_SIGNATURES)
    throw refused(`An envelope has 1 to ${MAX_SIGNATURES} signatures.`);
  for (const each of signatures as (Partial<Envelope['signatures'][number]> | null)[])
    if (typeof each?.sig !== 'string') throw refused('A signature of an envelope has a sig.');
  return { payloadType, payload, signatures };
}

/** Standard or URL-safe, as DSSE allows; nothing that a lenient reader would skip. */
function fromBase64(text: string, field: string): Buffer {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw refused(`The ${field} is not base64.`);
  return Buffer.from(text.replaceAll('-', '+').replaceAll('_', '/'), 'base64');
}

function refused(message: string): MaestroError {
  return new MaestroError('attestation-invalid', message);
}
