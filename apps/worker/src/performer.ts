import type { Engine } from '@maestro/engine';
import type { HandlerContext, HandlerRegistry } from '@maestro/handlers';
import type { Children } from './alone/children';
import type { Lanes } from './alone/lanes';
import type { Reach } from './alone/words';
import type { HeldAttempt } from './held-attempts';

/** What a handler is given, and what a child process needs to make the same of it. */
export interface AttemptContext extends HandlerContext {
  readonly reach: Reach;
}

/** What performing an attempt takes. */
export interface Performer {
  engine: Engine;
  registry: HandlerRegistry;
  contextOf: (attempt: HeldAttempt) => Promise<AttemptContext>;
  /** How tasks whose worker died are performed: in processes of their own, a few at a time. */
  alone: {
    children: Children;
    /** Handlers that are off unless named. */
    enable: readonly string[];
    lanes: Lanes;
  };
}
