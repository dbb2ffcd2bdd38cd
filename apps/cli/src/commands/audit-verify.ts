import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { KeyObject } from 'node:crypto';
import {
  createExportVerifier,
  openEnvelope,
  parseStatement,
  readPublicKey,
  type SignedRoot,
  type Verdict,
} from '@maestro/evidence';
import { MaestroError } from '@maestro/problems';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile } from '../files';
import { printable } from '../text/printable';

const KEY_BYTES = 64 * 1024;
const ANCHOR_BYTES = 64 * 1024 * 1024;

export interface AuditVerifyOptions {
  key?: string[];
  anchors?: string;
}

/** Checks an export of the audit chain without a server. Exit code 1 where a record is bad, which it names. */
export async function verifyAudit(
  context: Context,
  file: string,
  options: AuditVerifyOptions,
): Promise<ExitCode> {
  const pinned = (options.key ?? []).map(readKey);
  const anchors = options.anchors === undefined ? [] : readAnchors(options.anchors);
  const verifier = createExportVerifier({ pinned, anchors });
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      if (!verifier.take(line)) break;
  } catch (error) {
    throw new CliFault(ExitCode.usage, `cannot read ${file}: ${(error as Error).message}`);
  }
  const verdict = verifier.end();
  if (context.json) context.printJson(verdict);
  else show(context, verdict, { anchors: anchors.length, pinned: pinned.length });
  return verdict.ok ? ExitCode.ok : ExitCode.failure;
}

function show({ out, err }: Context, verdict: Verdict, given: { anchors: number; pinned: number }): void {
  const { ok, bad, records, rows, roots, unsigned, unpinned } = verdict;
  if (!ok) {
    out.line(`${out.colors.red('✗')} record ${bad?.seq}: ${printable(bad?.reason ?? '')}`);
    return;
  }
  out.line(`${out.colors.green('✓')} ${records} records, ${rows} rows, ${roots} signed heads`);
  if (unsigned > 0) err.line(`The last ${unsigned} records are behind the last signed head`);
  if (unpinned.length > 0)
    err.line(`Signed by ${unpinned.join(', ')}, which --key does not name: compare the ids`);
  if (given.anchors === 0)
    err.line('No --anchors: an export that was cut off and closed anew would not be noticed');
}

export interface AttestationOptions {
  verify?: string;
}

/** What is stated of a run that has ended; with a key, only if that key signed it. */
export async function attestation(
  context: Context,
  run: string,
  { verify }: AttestationOptions,
): Promise<ExitCode> {
  const key = verify === undefined ? undefined : readKey(verify);
  const envelope = await context
    .connect()
    .request('GET', '/api/runs/{id}/attestation', { params: { id: run }, signal: context.signal });
  if (!key) {
    context.printJson(envelope);
    return ExitCode.ok;
  }
  try {
    const { payloadType, payload } = openEnvelope(envelope, [key]);
    const { subject, predicateType, predicate } = parseStatement(payloadType, payload);
    context.printJson({ subject, predicateType, predicate });
    return ExitCode.ok;
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    context.err.line(`${context.err.colors.red('✗')} ${printable(error.message)}`);
    return ExitCode.failure;
  }
}

function readKey(path: string): KeyObject {
  try {
    return readPublicKey(readTextFile(path, KEY_BYTES));
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    throw new CliFault(ExitCode.usage, `${path}: ${error.message}`);
  }
}

/** The file that a scheduler appends signed heads to. */
function readAnchors(path: string): SignedRoot[] {
  try {
    const lines = readTextFile(path, ANCHOR_BYTES)
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as SignedRoot);
  } catch (error) {
    if (error instanceof CliFault) throw error;
    throw new CliFault(ExitCode.usage, `${path} holds no signed heads`);
  }
}
