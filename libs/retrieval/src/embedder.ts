import { createHash } from 'node:crypto';
import { canonicalJson } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { embedLocally, LOCAL_MODEL } from './local-embedding';

/** Who makes the vectors of a collection. */
export interface Embedding {
  provider: string;
  model: string;
}

export interface EmbedRequest extends Embedding {
  tenantId: string;
  texts: readonly string[];
  signal?: AbortSignal;
}

/** Asks a provider for vectors, one a text and all of one length. */
export type EmbedTexts = (request: EmbedRequest) => Promise<readonly (readonly number[])[]>;

export const LOCAL_PROVIDER = 'local';

/** Texts of one question to a provider. */
const BATCH = 64;
const MAX_DIMENSIONS = 8_192;

/** Vectors of length one, from the local embedding or from a provider. */
export async function embed(ask: EmbedTexts | null, request: EmbedRequest): Promise<number[][]> {
  const vectors: number[][] = [];
  for (let from = 0; from < request.texts.length; from += BATCH) {
    request.signal?.throwIfAborted();
    const texts = request.texts.slice(from, from + BATCH);
    const answer = await vectorsOf(ask, { ...request, texts });
    for (const vector of answer) vectors.push(unit(vector));
  }
  const [length] = new Set(vectors.map((vector) => vector.length));
  if (vectors.length !== request.texts.length || vectors.some((vector) => vector.length !== length))
    throw new MaestroError(
      'output-invalid',
      'The provider did not give one vector of one length for each text.',
    );
  return vectors;
}

/** @throws MaestroError where nobody makes such vectors */
export function checkEmbedding({ provider, model }: Embedding, ask: EmbedTexts | null): void {
  if (provider === LOCAL_PROVIDER ? model === LOCAL_MODEL : ask !== null) return;
  throw new MaestroError('unknown-model', `There is no embedding ${model} of ${provider}.`);
}

/** Vectors of two models do not compare: this tells them apart. */
export function embeddingDigest({ provider, model }: Embedding): Buffer {
  return createHash('sha256').update(canonicalJson({ provider, model })).digest();
}

async function vectorsOf(
  ask: EmbedTexts | null,
  request: EmbedRequest,
): Promise<readonly (readonly number[])[]> {
  checkEmbedding(request, ask);
  if (request.provider === LOCAL_PROVIDER || ask === null) return embedLocally(request.texts);
  return ask(request);
}

function unit(vector: readonly number[]): number[] {
  const norm = Math.hypot(...vector);
  if (vector.length === 0 || vector.length > MAX_DIMENSIONS || !Number.isFinite(norm))
    throw new MaestroError('output-invalid', 'The provider gave a vector that is none.');
  return norm === 0 ? [...vector] : vector.map((value) => value / norm);
}
