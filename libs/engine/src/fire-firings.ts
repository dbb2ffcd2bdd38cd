import type { JsonObject } from '@maestro/dsl';
import { statement, type EngineTransaction } from '@maestro/persistence';
import type { NamedRequest } from './start-run';

const lockStatement = statement('lock_firings');
const markStatement = statement('mark_fired');

/** What an event meant to a trigger, which is to get its run. */
export interface FiringToFire {
  triggerId: string;
  eventId: string;
  /** How many triggers in a row brought it about. */
  depth: number;
  /** The event, as expressions of the run see it under `trigger`. */
  value: JsonObject;
}

/** The firing has been settled otherwise, or the template has a later version: nothing was started. */
export class LostFiring extends Error {
  constructor() {
    super('the firing is not to be fired, or not like this');
  }
}

type Fired = NamedRequest & { firing: FiringToFire };

export function hasFiring(request: NamedRequest): request is Fired {
  return request.firing !== undefined;
}

/** Of runs that are about to be inserted, those that may be: of those that a trigger begins, the ones that nobody began yet. */
export async function lockFirings(
  client: EngineTransaction,
  requests: readonly NamedRequest[],
): Promise<readonly NamedRequest[]> {
  const fired = requests.filter(hasFiring);
  if (fired.length === 0) return requests;
  const rows = await client.query<{ run_id: string }>(lockStatement, [
    ...keysOf(fired),
    fired.map(({ templateId }) => templateId),
    fired.map(({ version }) => version),
  ]);
  const free = new Set(rows.map((row) => row.run_id));
  return requests.filter((request) => !hasFiring(request) || free.has(request.runId));
}

/** Gives the firings of runs that were inserted their runs. A run whose idempotency key was taken is none of them. */
export async function markFired(
  client: EngineTransaction,
  requests: readonly NamedRequest[],
  inserted: ReadonlySet<string>,
): Promise<void> {
  const fired = requests.filter(hasFiring).filter(({ runId }) => inserted.has(runId));
  if (fired.length === 0) return;
  await client.query(markStatement, [
    ...keysOf(fired),
    fired.map(({ firing }) => firing.depth),
    fired.map(({ firing }) => JSON.stringify(firing.value)),
  ]);
}

function keysOf(fired: readonly Fired[]): string[][] {
  return [
    fired.map(({ tenantId }) => tenantId),
    fired.map(({ firing }) => firing.triggerId),
    fired.map(({ firing }) => firing.eventId),
    fired.map(({ runId }) => runId),
  ];
}
