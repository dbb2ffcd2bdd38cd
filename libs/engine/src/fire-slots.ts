import { statement, type EngineTransaction } from '@maestro/persistence';
import { lockOrchestras } from './enter-orchestras';
import type { NamedRequest } from './start-run';

const fireStatement = statement('fire_slots');

/** A slot of a schedule that is to get its run, by the leader under whose term that is. */
export interface SlotToFire {
  orchestraId: string;
  at: Date;
  /** It is played only while its orchestra has no open run. */
  alone: boolean;
  lease: { name: string; holder: string; term: number };
}

/** The slot has been settled otherwise, the term is over, or the template has a later version: nothing was started. */
export class LostSlot extends Error {
  constructor() {
    super('the slot is not to be played, or not like this');
  }
}

type Slotted = NamedRequest & { slot: SlotToFire };

export function hasSlot(request: NamedRequest): request is Slotted {
  return request.slot !== undefined;
}

/** Of runs that are about to be inserted, those that may be: of those that play a slot, the ones that got it. */
export async function fireSlots(
  client: EngineTransaction,
  requests: readonly NamedRequest[],
): Promise<readonly NamedRequest[]> {
  const slotted = requests.filter(hasSlot);
  const [first] = slotted;
  if (!first) return requests;
  const { name, holder, term } = first.slot.lease;
  // In a statement of its own: what the next one sees is then what whoever held the lock has made.
  if (slotted.some(({ slot }) => slot.alone))
    await lockOrchestras(
      client,
      slotted.map(({ tenantId, slot }) => ({ tenantId, id: slot.orchestraId })),
    );
  const rows = await client.query<{ run_id: string }>(fireStatement, [
    ...[name, holder, term],
    slotted.map(({ tenantId }) => tenantId),
    slotted.map(({ slot }) => slot.orchestraId),
    slotted.map(({ slot }) => slot.at),
    slotted.map(({ runId }) => runId),
    slotted.map(({ slot }) => slot.alone),
    slotted.map(({ version }) => version),
  ]);
  const fired = new Set(rows.map((row) => row.run_id));
  return requests.filter((request) => !hasSlot(request) || fired.has(request.runId));
}
