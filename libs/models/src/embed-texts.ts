import { createHash } from 'node:crypto';
import { MaestroError } from '@maestro/problems';
import { askJson } from './exchange';
import { markFree } from './free';
import type { CallOptions, Connection, TokenCount } from './model';
import { exchangeOf } from './openai/openai';
import { fieldsOf, listOf, usageIn } from './reading';
import { likelyTokens } from './tokens';

export interface Embeddings {
  /** One for each text, in its order, all of one length. */
  vectors: number[][];
  usage: TokenCount | null;
}

const RULES_DIMENSIONS = 256;

/** Texts as vectors. @throws as `callModel`; `model-refused` for a protocol without embeddings. */
export async function embedTexts(
  connection: Connection,
  { model, texts }: { model: string; texts: readonly string[] },
  options: CallOptions,
): Promise<Embeddings> {
  if (connection.kind === 'rules') return hashed(texts);
  if (connection.kind === 'anthropic')
    throw markFree(new MaestroError('model-refused', 'A provider of this kind makes no embeddings.'));
  const exchange = exchangeOf(connection, 'embeddings', {
    model,
    input: [...texts],
    encoding_format: 'float',
  });
  const { data, usage } = fieldsOf(await askJson(exchange, options));
  const vectors = listOf(data)
    .map((each, n) => ({ n: fieldsOf(each)['index'] ?? n, vector: listOf(fieldsOf(each)['embedding']) }))
    .sort((a, b) => Number(a.n) - Number(b.n))
    .map(({ vector }) => vector as number[]);
  checkVectors(vectors, texts.length);
  const counted = usageIn(usage, { input: ['prompt_tokens'], output: 'completion_tokens' });
  // Nothing is written: servers leave that count out.
  return { vectors, usage: counted && { input: counted.input, output: 0 } };
}

function checkVectors(vectors: readonly (readonly unknown[])[], expected: number): void {
  const [first] = vectors;
  const sound =
    vectors.length === expected &&
    vectors.every(
      (vector) => vector.length === first?.length && vector.length > 0 && vector.every(Number.isFinite),
    );
  if (!sound) throw new MaestroError('llm-output-invalid', 'The provider gave no vector for each text.');
}

/** Words by their hashes, each vector of length one: texts that share words are near each other. */
function hashed(texts: readonly string[]): Embeddings {
  const vectors = texts.map((text) => {
    const vector = new Array<number>(RULES_DIMENSIONS).fill(0);
    for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      const bytes = createHash('sha256').update(word).digest();
      const place = bytes.readUInt16BE(0) % RULES_DIMENSIONS;
      vector[place] = (vector[place] ?? 0) + ((bytes[2] ?? 0) % 2 === 0 ? 1 : -1);
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  });
  return { vectors, usage: { input: likelyTokens(texts.join(' ')), output: 0 } };
}
