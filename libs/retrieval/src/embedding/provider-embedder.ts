import { setTimeout } from 'node:timers/promises';
import { connectionOf, embedTexts, isFree, type CallOptions, type Embeddings } from '@maestro/models';
import { MaestroError } from '@maestro/problems';
import { createMasker, maskError } from '@maestro/secrets/mask';
import type { TenantDatabase } from '@maestro/persistence';
import type { EmbedRequest } from '../embedder';
import { batchesOf } from './batches';
import { findPaid, keepPaid } from './paid-vectors';
import { isPaid, mostTokensOf, type Serving } from './serving-provider';

/** What asking a provider for vectors takes besides the texts. */
export interface EmbeddingDoor {
  tenants: TenantDatabase;
  serving: Serving;
  /** Of the provider; null where it needs none. */
  key: string | null;
  egress: CallOptions['egress'];
  purse: Purse;
}

/** Who pays, one request to the provider after the other. */
export interface Purse {
  /** Sets aside what a request may cost that reads so many tokens at most. @throws where the money does not reach */
  reserve(serving: Serving, tokens: number): Promise<void>;
  /** What came of it: so many tokens were read, or it provably cost nothing, or nobody knows. */
  settle(tokens: number | 'nothing' | 'unknown'): Promise<void>;
}

/** A request that was refused before it cost anything is made again, so often. */
const TRIES = 4;
/** Pauses in between: what the provider asks for, or longer each time. */
const PAUSE = { first: 500, most: 30_000 };
const NEVER = new AbortController().signal;

/**
 * Asks a provider for vectors, a batch at a time. What each may cost is reserved before it is sent and settled after; what was
 * answered is kept at once, so that whoever tries again after a failure pays for nothing twice.
 */
export async function embedByProvider(door: EmbeddingDoor, request: EmbedRequest): Promise<number[][]> {
  try {
    return await vectorsOf(door, request);
  } catch (error) {
    throw door.key === null ? error : maskError(error, createMasker([door.key]));
  }
}

async function vectorsOf(door: EmbeddingDoor, request: EmbedRequest): Promise<number[][]> {
  const { tenantId, texts, keep = false } = request;
  const scope = { tenants: door.tenants, tenantId, embedding: request };
  const known = keep ? await findPaid(scope, texts) : new Map<string, number[]>();
  const missing = [...new Set(texts)].filter((text) => !known.has(text));
  for (const batch of batchesOf(missing)) {
    request.signal?.throwIfAborted();
    const vectors = await askPaid(door, { ...request, texts: batch });
    batch.forEach((text, i) => known.set(text, vectors[i] as number[]));
    if (keep) await keepPaid(scope, batch, vectors);
  }
  return texts.map((text) => known.get(text) as number[]);
}

/** One batch, for money. */
async function askPaid(door: EmbeddingDoor, request: EmbedRequest): Promise<number[][]> {
  const { serving, purse } = door;
  if (!isPaid(serving)) return (await askPatiently(door, request)).vectors;
  await purse.reserve(serving, mostTokensOf(request.texts, serving));
  const answer = await askPatiently(door, request).catch(async (error: unknown) => {
    await purse.settle(isFree(error) ? 'nothing' : 'unknown');
    throw error;
  });
  await purse.settle(answer.usage?.input ?? 'unknown');
  return answer.vectors;
}

async function askPatiently(
  { egress, serving, key }: EmbeddingDoor,
  { texts, model, signal = NEVER }: EmbedRequest,
): Promise<Embeddings> {
  const connection = connectionOf(serving.provider, key);
  for (let tries = 1; ; tries += 1)
    try {
      return await embedTexts(connection, { model, texts }, { egress, signal });
    } catch (error) {
      const pause = pauseAfter(error, tries);
      if (pause === null || signal.aborted) throw error;
      await passing(pause, signal);
    }
}

/** How long to wait before the next try; null where there is none, or it would cost twice. */
function pauseAfter(error: unknown, tries: number): number | null {
  if (tries === TRIES || !isFree(error) || !(error instanceof MaestroError) || !error.retryable) return null;
  const pause = error.retryAfter === undefined ? PAUSE.first * 2 ** (tries - 1) : error.retryAfter * 1_000;
  return pause > PAUSE.most ? null : pause;
}

async function passing(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal });
}
