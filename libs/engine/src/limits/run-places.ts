import type { JsonObject, Plan } from '@maestro/dsl';
import type { RunRef } from '../engine';
import { scopeOf, type RunValues } from '../values';
import { runKey } from './keys';

/** What the key of a run is made of. */
export interface KeyedRun {
  ref: RunRef;
  plan: Plan;
  templateId: string;
  version: number;
  inputs: JsonObject;
}

/**
 * The concurrency key of a run that is about to be started; null where its template has none.
 *
 * @throws MaestroError `limit-exceeded`, `wrong-type` and what `render` throws
 */
export function placeKey({ ref, plan, templateId, version, inputs }: KeyedRun): string | null {
  if (!plan.concurrency) return null;
  const facts = { templateName: plan.name ?? '', createdAt: new Date(0), effectRun: ref.runId };
  const values: RunValues = { ref, plan, version, inputs, ...facts };
  return runKey(templateId, plan.concurrency, scopeOf(values, new Date(0)));
}

/** What a hold says of the key to whoever asks why a run waits. */
export function holdDetail({ concurrency }: Plan): string | null {
  return concurrency && JSON.stringify({ limit: concurrency.limit, on_busy: concurrency.on_busy });
}
