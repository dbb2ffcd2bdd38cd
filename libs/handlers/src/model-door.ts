import type { WorstCase } from '@maestro/dsl';
import type { ModelProvider } from '@maestro/models';

/** The models of the tenant, for handlers that ask them. What it gives and takes is JSON: it may cross to another process. */
export interface ModelDoor {
  /** The tenant's providers that are on. */
  providers(): Promise<readonly OfferedProvider[]>;
  /** The key of a provider; null where it needs none. That the attempt was given it is noted. */
  key(provider: string): Promise<string | null>;
  /** Says how long a model took: later attempts may choose by it. */
  took(about: { provider: string; model: string; ms: number }): Promise<void>;
  /**
   * Gives back what is reserved for the attempt, of which provably nothing was spent, and reserves for what it does instead. Where
   * the money does not reach, the attempt is ended from outside.
   */
  reserveAgain(worst: WorstCase | null): Promise<void>;
}

/** A provider as an attempt may use it. */
export interface OfferedProvider extends ModelProvider {
  /** Why the attempt may not use it, whatever it asks; null where it may. */
  barred: string | null;
  /** What the attempt works on, as its template says. */
  data_labels: readonly string[];
  /** How long its models took of late, in milliseconds, by model. */
  latency: Readonly<Record<string, number>>;
}
