import type { JsonObject } from '@maestro/dsl';
import type { RunRef } from './engine';

/** What a proposed plan comes to. */
export interface Proposal {
  /** `sha256:…` of the document. */
  digest: string;
  /** The task kinds that it names. */
  handlers: readonly string[];
  nodes: number;
}

/** Where plans that a run proposes are looked over and published: whoever makes an engine that performs tasks brings it. */
export interface Proposals {
  /** @throws MaestroError `template-invalid` with all faults; what policy refuses */
  check(run: RunRef, definition: JsonObject): Promise<Proposal>;
  /** The same content is the same version. */
  publish(run: RunRef, definition: JsonObject): Promise<{ templateId: string; version: number }>;
}
