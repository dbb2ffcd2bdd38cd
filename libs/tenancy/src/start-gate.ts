import type { MaestroError } from '@maestro/problems';
import type { PolicyValue } from './policy';

/** By which way a run is started. None of them goes around a gate. */
export type StartOrigin = 'api' | 'retry' | 'rerun' | 'subflow' | 'cron' | 'run-now' | 'event';

/** The orchestra that a run plays in, as gates see it. */
export interface RunOrchestra {
  id: string;
  name: string;
  tag: string | null;
}

/** A run that is about to be started, as gates see it. */
export interface RunToStart {
  tenantId: string;
  runId: string;
  origin: StartOrigin;
  /** Who started it, or started its root. */
  actor: string;
  template: { id: string; name: string; version: number };
  /** Of the run, over those of its template. */
  labels: Readonly<Record<string, string>>;
  /** Of the template's metadata: tag, purpose, authority, licence and what else it says of itself. */
  metadata: Readonly<Record<string, PolicyValue>>;
  inputs: Readonly<Record<string, PolicyValue>>;
  /** Also of a run that repeats one of its runs, or that one of its runs starts. */
  orchestra: RunOrchestra | null;
  parentRun: string | null;
}

export type GateAnswer =
  | { kind: 'open' }
  /** The run is not made. */
  | { kind: 'refuse'; error: MaestroError }
  /** The run is made and held, under a reason that `explain` shows; the gate is asked again at `until`, and when the hold is woken. */
  | { kind: 'hold'; reason: string; until: Date | null; detail: { readonly [name: string]: PolicyValue } }
  /** The run is made and held until people have agreed. */
  | {
      kind: 'ask';
      reason: string;
      message: string;
      approvers: readonly string[];
      quorum: number;
      /** Whoever started it may agree, too, where this is false. */
      refuseStarter: boolean;
      /** How long the question stands: a run about which nobody answered does not begin. For ever unless told. */
      timeoutMs?: number | null;
    };

/**
 * Something that has a say in every start of a run, whichever way it comes: policy, freeze windows, attestations, the kill
 * switch. Of several answers the strictest counts: refuse, ask, hold, open.
 */
export interface StartGate {
  /** Unique among the gates. What it holds back, only an engine that has a gate of this name lets begin. */
  readonly name: string;
  /** Answers in the order of the runs. A gate that throws, or takes longer than five seconds, refuses. */
  ask(runs: readonly RunToStart[]): Promise<readonly GateAnswer[]>;
}
