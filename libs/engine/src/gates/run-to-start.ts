import type { JsonObject, Plan } from '@maestro/dsl';
import type { RunOrchestra, RunToStart, StartOrigin } from '@maestro/tenancy';
import type { RunRef } from '../engine';

/** What is known of a run before it begins. */
export interface Beginning {
  ref: RunRef;
  plan: Plan;
  templateId: string;
  version: number;
  inputs: JsonObject;
  labels: Readonly<Record<string, string>> | undefined;
  createdBy: string;
  origin: StartOrigin;
  orchestra: RunOrchestra | null;
  parentRun: string | null;
}

/** A run that is about to be started, as gates see it. */
export function runToStart({ ref, plan, labels, ...run }: Beginning): RunToStart {
  const { labels: own, ...metadata } = plan.metadata;
  return {
    tenantId: ref.tenantId,
    runId: ref.runId,
    origin: run.origin,
    actor: run.createdBy,
    template: { id: run.templateId, name: plan.name ?? '', version: run.version },
    labels: { ...own, ...labels },
    metadata,
    inputs: run.inputs,
    orchestra: run.orchestra,
    parentRun: run.parentRun,
  };
}
