import type { Json } from '@maestro/dsl';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import { newId, statement } from '@maestro/persistence';
import { createCompleter } from '../completer';
import type { Engine, RunRef } from '../engine';
import { MAX_SIGNAL_NAME } from './signal';
import { matchSignals } from './signal-match';
import { isStorable } from './storable';

const insertSignal = statement('insert_signal');
const readSignal = statement('read_signal');

/** Bytes of JSON. */
const MAX_PAYLOAD = 256 * 1024;

export interface SignalRequest extends RunRef {
  name: string;
  payload: Json;
  /** Who sent it, for the history. */
  actor: string;
  /** The sender's own name for it, at most 255 characters: sent twice, it counts once. */
  source: string | null;
}

export interface SentSignal {
  id: string;
  createdAt: Date;
  /** The source had sent it before. */
  replayed: boolean;
}

interface SignalRow {
  id: string;
  created_at: Date;
}

interface RefusedRow {
  status: string;
  ended: boolean;
  id: string | null;
  created_at: Date | null;
  same: boolean | null;
}

/**
 * Tells a run something. It is kept until a task that waits for that name takes it: one that does so already, or one
 * that will. Returns once it is committed, and given to whoever waits now.
 *
 * @throws MaestroError `not-found`, `run-ended`, `idempotency-mismatch`, `out-of-range`, `limit-exceeded`
 */
export async function sendSignal(engine: Engine, request: SignalRequest): Promise<SentSignal> {
  const { tenantId, runId, name, actor, source } = request;
  const payload = check(request);
  const [kept] = await engine.database.query<SignalRow & Record<string, unknown>>(insertSignal, [
    tenantId,
    runId,
    newId(),
    name,
    payload,
    actor,
    source,
  ]);
  const sent = kept
    ? { id: kept.id, createdAt: kept.created_at, replayed: false }
    : await sentBefore(engine, request, payload);
  await deliver(engine, request);
  return sent;
}

/** What is committed is not lost where this fails: the sweep brings it. */
async function deliver(engine: Engine, { tenantId, runId, name }: SignalRequest): Promise<void> {
  const completer = createCompleter(engine);
  try {
    await matchSignals(engine, completer, { run: { tenantId, runId }, name });
  } catch (error) {
    engine.onError(error, 'bringing a signal to whoever waits for it');
  }
  await completer.idle();
}

async function sentBefore(
  engine: Engine,
  { tenantId, runId, name, source }: SignalRequest,
  payload: string,
): Promise<SentSignal> {
  const [row] = await engine.database.query<RefusedRow & Record<string, unknown>>(readSignal, [
    tenantId,
    runId,
    name,
    payload,
    source,
  ]);
  if (!row) throw new MaestroError('not-found', 'There is no such run.');
  if (row.id !== null && row.created_at !== null) {
    if (row.same) return { id: row.id, createdAt: row.created_at, replayed: true };
    throw fault('idempotency-mismatch', '/source', 'The source has sent another signal to this run.');
  }
  if (row.ended) throw new MaestroError('run-ended', `The run is over: it is ${row.status}.`);
  throw new MaestroError('service-unavailable', 'The signal was not kept; send it again.', { retryAfter: 1 });
}

/** The payload as text. */
function check({ name, payload, source }: SignalRequest): string {
  if (name === '' || name.length > MAX_SIGNAL_NAME || !isStorable(name))
    throw fault('out-of-range', '/name', `The name of a signal has 1 to ${MAX_SIGNAL_NAME} characters.`);
  if (source !== null && (source === '' || source.length > 255 || !isStorable(source)))
    throw fault('out-of-range', '/source', 'The source has 1 to 255 characters.');
  if (!isStorable(payload))
    throw fault(
      'out-of-range',
      '/payload',
      'The payload holds U+0000 or half of a surrogate pair, which cannot be stored.',
    );
  const text = JSON.stringify(payload);
  if (Buffer.byteLength(text) > MAX_PAYLOAD)
    throw fault('limit-exceeded', '/payload', `The payload is larger than ${MAX_PAYLOAD} bytes.`);
  return text;
}

function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
