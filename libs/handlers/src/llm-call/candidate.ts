import type { ModelPrice, ServedModel } from '@maestro/models';
import type { OfferedProvider } from '../model-door';

/** A model of a provider that may be asked. */
export interface Candidate {
  provider: OfferedProvider;
  model: ServedModel;
  /** Null where it has none. */
  price: ModelPrice | null;
  maxTokens: number;
}
