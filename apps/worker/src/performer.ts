import type { Engine } from '@maestro/engine';
import type { HandlerContext, HandlerRegistry, PricedCollectionDoor } from '@maestro/handlers';
import type { Masker } from '@maestro/secrets/mask';
import type { Children } from './alone/children';
import type { Lanes } from './alone/lanes';
import type { PolicyService } from '@maestro/tenancy';
import type { Reach } from './alone/words';
import type { SecretSource } from './attempt-secrets';
import type { HeldAttempt } from './held-attempts';

/** What a handler is given, and what a child process needs to make the same of it. */
export interface AttemptContext extends HandlerContext {
  readonly collections: PricedCollectionDoor;
  readonly reach: Reach;
  /** Asked before each connection; throws where it may not be made. */
  permit(hop: { url: URL; method: string }): Promise<void>;
}

/** What performing an attempt takes. */
export interface Performer {
  engine: Engine;
  registry: HandlerRegistry;
  contextOf: (attempt: HeldAttempt, masker: Masker) => Promise<AttemptContext>;
  secrets: SecretSource;
  policies: PolicyService;
  /** How tasks whose worker died are performed: in processes of their own, a few at a time. */
  alone: {
    children: Children;
    /** Handlers that are off unless named. */
    enable: readonly string[];
    lanes: Lanes;
  };
}
