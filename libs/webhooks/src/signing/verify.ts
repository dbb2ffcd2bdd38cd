import { createHmac } from 'node:crypto';
import { MaestroError } from '@maestro/problems';
import { sameText } from './same-text';
import { signStandard } from './standard';

export const verifierKinds = ['standard-webhooks', 'github', 'stripe', 'slack'] as const;

/** By whose rules a message is signed. */
export type VerifierKind = (typeof verifierKinds)[number];

/** A message as it came in: what is checked are its bytes, never what they were read as. */
export interface ReceivedMessage {
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

/** How old, or how far ahead, a signature may be. */
export const TOLERANCE_S = 300;

type Verifier = (
  message: ReceivedMessage,
  check: {
    secrets: readonly string[];
    /** @throws where it is too old or too new */
    fresh: (timestamp: string | undefined) => void;
  },
) => string;

/**
 * Checks the signature of a message by the rules of whoever sends it, against each of the secrets.
 *
 * @returns what names the message among all that the source ever signed
 * @throws MaestroError `bad-signature`, `stale-signature`
 */
export function verifyMessage(
  kind: VerifierKind,
  message: ReceivedMessage,
  { secrets, now }: { secrets: readonly string[]; now: Date },
): string {
  const fresh = (timestamp: string | undefined): void => {
    if (timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) throw badSignature();
    if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE_S)
      throw new MaestroError('stale-signature', `The signature is more than ${TOLERANCE_S} seconds off.`);
  };
  return verifiers[kind](message, { secrets, fresh });
}

const verifiers: Readonly<Record<VerifierKind, Verifier>> = {
  'standard-webhooks': ({ headers, body }, { secrets, fresh }) => {
    const id = headers['webhook-id'] ?? '';
    const timestamp = headers['webhook-timestamp'] ?? '';
    const given = (headers['webhook-signature'] ?? '').split(' ').slice(0, 16);
    if (id === '' || !/^\d{1,12}$/.test(timestamp)) throw badSignature();
    const expected = secrets.map((secret) =>
      signStandard(secret, { id, timestamp: Number(timestamp), body }),
    );
    requireOne(given, expected);
    fresh(timestamp);
    return id;
  },
  // There is no time in it: that a message is not taken twice rests on its id alone.
  github: ({ headers, body }, { secrets }) => {
    const expected = secrets.map((secret) => `sha256=${hex(secret, body)}`);
    requireOne([headers['x-hub-signature-256'] ?? ''], expected);
    return `${headers['x-hub-signature-256']}`;
  },
  stripe: ({ headers, body }, { secrets, fresh }) => {
    const parts = (headers['stripe-signature'] ?? '').split(',').slice(0, 16);
    const of = (name: string) =>
      parts.filter((part) => part.startsWith(name)).map((part) => part.slice(name.length));
    const [timestamp] = of('t=');
    requireOne(
      of('v1='),
      secrets.map((secret) => hex(secret, `${timestamp}.`, body)),
    );
    fresh(timestamp);
    return `${timestamp}`;
  },
  slack: ({ headers, body }, { secrets, fresh }) => {
    const timestamp = headers['x-slack-request-timestamp'];
    const expected = secrets.map((secret) => `v0=${hex(secret, `v0:${timestamp}:`, body)}`);
    requireOne([headers['x-slack-signature'] ?? ''], expected);
    fresh(timestamp);
    return `${timestamp}`;
  },
};

/** All are compared, whichever fits: the time says nothing. */
function requireOne(given: readonly string[], expected: readonly string[]): void {
  let fits = false;
  for (const one of given) for (const right of expected) fits = sameText(one, right) || fits;
  if (!fits) throw badSignature();
}

function hex(secret: string, ...parts: (string | Buffer)[]): string {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}

function badSignature(): MaestroError {
  return new MaestroError('bad-signature', 'The signature does not fit the message.');
}
