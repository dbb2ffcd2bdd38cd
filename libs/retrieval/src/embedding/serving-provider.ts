import type { ModelPrice, ModelProvider } from '@maestro/models';
import { MaestroError } from '@maestro/problems';
import type { Embedding } from '../embedder';

/** A provider, as far as whoever asks may use it. */
export interface UsableProvider extends ModelProvider {
  /** Why it may not be asked; null where it may. */
  barred: string | null;
}

/** Who makes the vectors of a collection, and what that costs. */
export interface Serving {
  provider: UsableProvider;
  model: string;
  /** Null where it has none. */
  price: ModelPrice | null;
  /** Tokens of one text at most. */
  contextTokens: number;
}

/**
 * Finds who makes such vectors.
 *
 * @param labels what the data is, as whoever brings it says: a provider sees only what it may
 * @throws MaestroError `unknown-model-provider`, `policy-denied`
 */
export function servingProvider(
  providers: readonly UsableProvider[],
  { provider: name, model }: Embedding,
  labels: readonly string[] = [],
): Serving {
  const provider = providers.find((each) => each.name === name);
  const served = provider?.models.find((each) => each.name === model);
  // This protocol has no vectors at all.
  if (!provider || !served || provider.kind === 'anthropic')
    throw new MaestroError('unknown-model-provider', `No provider "${name}" makes vectors with "${model}".`);
  if (provider.barred !== null) throw new MaestroError('policy-denied', `"${name}" ${provider.barred}.`);
  const unseen = labels.find((label) => !provider.data_classes.includes(label));
  if (unseen !== undefined)
    throw new MaestroError('policy-denied', `"${name}" may not see data of the class "${unseen}".`);
  return { provider, model, price: provider.prices[model] ?? null, contextTokens: served.context_tokens };
}

/** Whether asking costs anything: what only matches rules and that nobody has priced does not. */
export function isPaid({ provider, price }: Serving): boolean {
  return provider.kind !== 'rules' || price !== null;
}

/** More tokens than a text can be, with what the protocol puts around it. */
export function mostTokensOf(
  texts: readonly string[],
  { contextTokens }: Pick<Serving, 'contextTokens'>,
): number {
  return texts.reduce((sum, text) => sum + Math.min(Buffer.byteLength(text), contextTokens) + FRAME, 0);
}

const FRAME = 16;
