import type { Json, Plan } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const causeStatement = statement('run_cause');
const named = new WeakMap<Plan, boolean>();

/**
 * What expressions of a run see as `trigger`: the event that began it; null where something else did. It is read for plans only that
 * name it somewhere.
 */
export async function readCause(
  { database, cache }: Engine,
  { ref, plan }: { ref: RunRef; plan: Plan },
): Promise<Json> {
  if (!namesTrigger(plan)) return null;
  return cache.get(`cause ${ref.runId}`, async () => {
    const [row] = await database.query<{ value: Json }>(causeStatement, [ref.tenantId, ref.runId]);
    return row?.value ?? null;
  });
}

function namesTrigger(plan: Plan): boolean {
  let names = named.get(plan);
  if (names === undefined) named.set(plan, (names = /\btrigger\b/.test(JSON.stringify(plan))));
  return names;
}
