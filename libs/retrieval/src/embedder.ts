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
  signal?: AbortSignal | undefined;
  /** What is paid for is kept until documents are written: whoever tries again does not pay again. */
  keep?: boolean;
}

/** Asks a provider for vectors, one a text and all of one length. */
export type EmbedTexts = (request: EmbedRequest) => Promise<readonly (readonly number[])[]>;

export const LOCAL_PROVIDER = 'local';

const MAX_DIMENSIONS = 8_192;

/** Vectors of length one, from the local embedding or from a provider. */
export async function embed(ask: EmbedTexts | null, request: EmbedRequest): Promise<number[][]> {
  if (request.texts.length === 0) return [];
  request.signal?.throwIfAborted();
  const vectors = (await vectorsOf(ask, request)).map(unit);
  const [length] = new Set(vectors.map((vector) => vector.length));
  if (vectors.length !== request.texts.length || vectors.some((vector) => vector.length !== length))
    throw new MaestroError(
      'output-invalid',
      'The provider did not give one vector of one length for each text.',
    );
  return vectors;
}

/** Whether vectors are made here, and cost nothing. @throws MaestroError for another model than there is here */
export function isLocal({ provider, model }: Embedding): boolean {
  if (provider !== LOCAL_PROVIDER) return false;
  if (model === LOCAL_MODEL) return true;
  throw new MaestroError('unknown-model-provider', `There is no embedding ${model} of ${provider}.`);
}

/** Vectors of two models do not compare, nor do those of two lengths: this tells them apart. */
export function embeddingDigest({ provider, model }: Embedding, dimensions: number | null = null): Buffer {
  const told = { provider, model, ...(dimensions === null ? {} : { dimensions }) };
  return createHash('sha256').update(canonicalJson(told)).digest();
}

async function vectorsOf(
  ask: EmbedTexts | null,
  request: EmbedRequest,
): Promise<readonly (readonly number[])[]> {
  if (isLocal(request)) return embedLocally(request.texts);
  if (ask) return ask(request);
  throw new MaestroError('unknown-model-provider', `Nobody here asks ${request.provider} for vectors.`);
}

function unit(vector: readonly number[]): number[] {
  const norm = Math.hypot(...vector);
  if (vector.length === 0 || vector.length > MAX_DIMENSIONS || !Number.isFinite(norm))
    throw new MaestroError('output-invalid', 'The provider gave a vector that is none.');
  return norm === 0 ? [...vector] : vector.map((value) => value / norm);
}
