import { statement, type EngineTransaction } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { RunOrchestra } from '@maestro/tenancy';
import { OVERLAP_GATE } from './gates/overlap-gate';
import type { NamedRequest } from './start-run';

const lockStatement = statement('lock_orchestras');
const enterStatement = statement('enter_orchestras');

/** How a run enters its orchestra while another run of it is open. */
export interface Entry {
  /** It waits where fewer than so many wait; 0: it does not. */
  queue: number;
}

type Entering = NamedRequest & { entry: Entry; orchestra: RunOrchestra };

interface FoundRow extends Record<string, unknown> {
  place: number;
  now: Date;
  known: boolean;
  busy: boolean;
  queued: number;
}

export function hasEntry(request: NamedRequest): request is Entering {
  return request.entry !== undefined && request.orchestra != null;
}

/** Makes whoever starts runs of these orchestras one by one wait, to the end of the transaction. */
export async function lockOrchestras(
  client: EngineTransaction,
  orchestras: readonly { tenantId: string; id: string }[],
): Promise<void> {
  await client.query(lockStatement, [
    orchestras.map(({ tenantId }) => tenantId),
    orchestras.map(({ id }) => id),
  ]);
}

/** Of runs that are about to be inserted, those that may be, held back where they have to wait for others of their orchestra. */
export async function enterOrchestras(
  client: EngineTransaction,
  requests: readonly NamedRequest[],
): Promise<readonly NamedRequest[]> {
  // In the order in which they are let go on later.
  const entering = requests.filter(hasEntry).sort((a, b) => (a.runId < b.runId ? -1 : 1));
  if (entering.length === 0) return requests;
  await lockOrchestras(
    client,
    entering.map(({ tenantId, orchestra: { id } }) => ({ tenantId, id })),
  );
  const rows = await client.query<FoundRow>(enterStatement, [
    entering.map(({ tenantId }) => tenantId),
    entering.map(({ orchestra }) => orchestra.id),
    entering.map(({ templateId }) => templateId),
    entering.map(({ idempotencyKey }) => idempotencyKey),
  ]);
  const entered = new Map<NamedRequest, NamedRequest>();
  const found = new Map<string, { busy: boolean; queued: number }>();
  for (const row of rows) {
    const request = entering[row.place] as Entering;
    const place = `${request.tenantId} ${request.orchestra.id}`;
    const now = found.get(place) ?? { busy: row.busy, queued: row.queued };
    found.set(place, now);
    // What its key has started is found again, and takes no place.
    if (row.known) entered.set(request, request);
    else if (!now.busy) entered.set(request, request);
    else if (now.queued < request.entry.queue) {
      entered.set(request, { ...request, hold: request.hold ?? waiting(now.queued, row.now) });
      now.queued += 1;
    }
    if (!row.known) now.busy = true;
  }
  return requests.flatMap((request) => (hasEntry(request) ? (entered.get(request) ?? []) : request));
}

/** The refusal of a run for which its orchestra has no place. */
export function orchestraBusy({ entry: { queue } }: { entry: Entry }): MaestroError {
  const rule = queue === 0 ? 'does not let another one begin' : `lets ${queue} wait, and they do`;
  return new MaestroError(
    'orchestra-busy',
    `A run of the orchestra is open, and its overlap policy ${rule}.`,
  );
}

/** The next in line is looked at soon; the others when it has begun. */
function waiting(ahead: number, now: Date): NamedRequest['hold'] {
  const wakeAt = ahead === 0 ? new Date(now.getTime() + 2_000) : null;
  return { reason: 'OVERLAP', detail: { gate: OVERLAP_GATE, origin: 'run-now' }, wakeAt };
}
