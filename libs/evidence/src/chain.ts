import { createHash, type KeyObject } from 'node:crypto';
import { canonicalJson } from '@maestro/dsl/canonical';
import { isSignedBy, signPayload } from './envelope';
import { keyIdOf, publicPem } from './keys';

export const EXPORT_FORMAT = 'maestro-audit/1';
/** The hash before the first record. */
export const GENESIS = '0'.repeat(64);
const ROOT_PAYLOAD = 'application/vnd.maestro.audit-root+json';

/** A row as it is hashed: texts and nulls, so that no reader of JSON can round what it holds. */
export type AuditRow = (string | null)[];

/** What a record stands for: one entry of the trail, or the rows of one run. Kind, key, how many rows, their digest. */
export type AuditPart = [kind: 'entry' | 'run', key: string, rows: number, digest: string];

export interface RecordContent {
  v: 1;
  tenant: string;
  seq: number;
  prev_hash: string;
  /** When it was sealed. */
  at: string;
  /** It holds the rows of the transactions behind `after`, up to `upto`. */
  after: string;
  upto: string;
  parts: AuditPart[];
}

export interface RootContent {
  v: 1;
  tenant: string;
  seq: number;
  hash: string;
  at: string;
}

export interface SignedRoot {
  content: RootContent;
  key_id: string;
  /** Hex. */
  signature: string;
}

export type ExportLine =
  | { kind: 'header'; format: typeof EXPORT_FORMAT; tenant: string; from: number; prev_hash: string }
  | { kind: 'key'; key_id: string; public_key: string }
  | { kind: 'record'; hash: string; content: RecordContent }
  /** The rows of one part of the record before. A part whose run was pruned has no such line. */
  | { kind: 'rows'; part: number; rows: AuditRow[] }
  | ({ kind: 'root' } & SignedRoot)
  | { kind: 'end'; seq: number; hash: string; lines: number };

type Canonical = Parameters<typeof canonicalJson>[0];

/** The one text of a record, a root or a line. */
export function chainText(value: RecordContent | RootContent | ExportLine | SignedRoot | AuditRow[]): string {
  return canonicalJson(value as unknown as Canonical);
}

/**
 * The canonical text of a record whose parts are written already: their names are in the order of RFC 8785, and nothing of it
 * needs to be escaped. Some thousand parts need not be taken apart to be put together again.
 */
export function recordText(
  { at, after, prev_hash, seq, tenant, upto, v }: Omit<RecordContent, 'parts'>,
  parts: string,
): string {
  const tail = `"prev_hash":"${prev_hash}","seq":${seq},"tenant":"${tenant}","upto":"${upto}","v":${v}`;
  return `{"after":"${after}","at":"${at}","parts":[${parts}],${tail}}`;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export function signRoot(key: KeyObject, content: RootContent): SignedRoot & { public_key: string } {
  const signature = signPayload(key, ROOT_PAYLOAD, Buffer.from(chainText(content), 'utf8'));
  return { content, key_id: keyIdOf(key), signature: signature.toString('hex'), public_key: publicPem(key) };
}

export function isRootSignedBy(key: KeyObject, { content, signature }: SignedRoot): boolean {
  const bytes = Buffer.from(signature, 'hex');
  if (bytes.toString('hex') !== signature) return false;
  const payload = Buffer.from(chainText(content), 'utf8');
  return isSignedBy(key, { payloadType: ROOT_PAYLOAD, payload, signature: bytes });
}
