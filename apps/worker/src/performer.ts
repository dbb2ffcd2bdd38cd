import type { Engine } from '@maestro/engine';
import type { HandlerContext, HandlerRegistry } from '@maestro/handlers';
import type { HeldAttempt } from './held-attempts';

/** What performing an attempt takes. */
export interface Performer {
  engine: Engine;
  registry: HandlerRegistry;
  contextOf: (attempt: HeldAttempt) => Promise<HandlerContext>;
}
