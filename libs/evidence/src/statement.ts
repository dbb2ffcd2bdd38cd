import { MaestroError } from '@maestro/problems';

export const STATEMENT_PAYLOAD = 'application/vnd.in-toto+json';
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What Maestro states of a run that has ended. */
export const RUN_PREDICATE = 'https://maestro.dev/attestations/run/v1';

/** An in-toto Statement v1. */
export interface Statement {
  subject: { name: string; digest: Record<string, string> }[];
  predicateType: string;
  predicate: unknown;
}

const limits = { subjects: 1_000, name: 1_024, type: 512 } as const;

/** Names and digests (`sha256:…`) of what a statement is about. */
export function subjectsOf({ subject }: Statement): string[] {
  const all = subject.flatMap(({ name, digest }) => [
    ...(name === '' ? [] : [name]),
    ...Object.entries(digest).map(([algorithm, hex]) => `${algorithm}:${hex}`),
  ]);
  return [...new Set(all)];
}

/**
 * Reads the payload of an envelope.
 *
 * @throws MaestroError `attestation-invalid` where it is no in-toto Statement v1
 */
export function parseStatement(payloadType: string, payload: Uint8Array): Statement {
  if (payloadType !== STATEMENT_PAYLOAD) throw refused(`The payload type must be ${STATEMENT_PAYLOAD}.`);
  const value = parseJson(payload);
  if (value?.['_type'] !== STATEMENT_TYPE)
    throw refused(`The payload must have the _type ${STATEMENT_TYPE}.`);
  const { subject, predicateType, predicate } = value;
  if (typeof predicateType !== 'string' || predicateType === '' || predicateType.length > limits.type)
    throw refused('A statement has a predicateType of at most 512 characters.');
  if (!Array.isArray(subject) || subject.length < 1 || subject.length > limits.subjects)
    throw refused(`A statement has 1 to ${limits.subjects} subjects.`);
  return { subject: subject.map(readSubject), predicateType, predicate: predicate ?? null };
}

function readSubject(value: unknown): Statement['subject'][number] {
  const { name = '', digest } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string' || name.length > limits.name)
    throw refused('The name of a subject is a text.');
  const entries = typeof digest === 'object' && digest !== null ? Object.entries(digest) : [];
  if (entries.length === 0 || entries.length > 8) throw refused('A subject has a digest.');
  for (const [algorithm, hex] of entries)
    if (!/^[A-Za-z0-9_]{1,32}$/.test(algorithm) || typeof hex !== 'string' || !/^[0-9a-f]{1,256}$/.test(hex))
      throw refused('A digest is in lower-case hex, under the name of its algorithm.');
  return { name, digest: Object.fromEntries(entries) as Record<string, string> };
}

function parseJson(payload: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function refused(message: string): MaestroError {
  return new MaestroError('attestation-invalid', message);
}
