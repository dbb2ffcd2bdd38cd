import type { JsonObject } from '@maestro/dsl';
import type { RunStatus } from '@maestro/state-machine';
import type { RunOrchestra } from '@maestro/tenancy';
import type { RunRef } from '../engine';

export interface RerunRequest extends RunRef {
  /** `retry_failed` begins again with what did not succeed; `rerun` with the nodes in `from`, or with everything. */
  mode: 'retry_failed' | 'rerun';
  /** Ids of nodes of the top level; only of a rerun. */
  from?: readonly string[];
  /** That of the old run unless told; never an older one. */
  version?: number | 'latest';
  /** Those of the old run unless told; only of a rerun. */
  inputs?: JsonObject;
  actor: string;
  /** The stable subject behind that name; the name itself unless told. */
  subject?: string | null;
  traceparent: string | null;
  /** Says what would be done, and does nothing. */
  dryRun: boolean;
}

/** The run that is repeated. */
export interface RerunHead {
  template_id: string;
  template_version: number;
  status: RunStatus;
  finished_at: Date | null;
  inputs: JsonObject;
  effect_run: string | null;
  labels: Record<string, string>;
  orchestra: RunOrchestra | null;
}
