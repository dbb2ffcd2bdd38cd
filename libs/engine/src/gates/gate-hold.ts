import type { JsonObject } from '@maestro/dsl';
import type { StartOrigin } from '@maestro/tenancy';
import type { Said } from './ask-gates';

/** Reasons for which a gate may hold a run back; another one is told as `POLICY`. */
const holdReasons: ReadonlySet<string> = new Set(['FREEZE', 'BUDGET', 'OVERLAP', 'POLICY']);

/** What a run is held back for, as its row keeps it. */
export interface GateHold {
  reason: string;
  detail: JsonObject;
  /** When the gates are asked again; null: soon. */
  wakeAt: Date | null;
}

/** Why a run may not begin yet; null where it may. A refusal has none. */
export function holdOf(said: Said, origin: StartOrigin): GateHold | null {
  const from = { gate: said.gate, origin };
  if (said.kind === 'hold') {
    const reason = holdReasons.has(said.reason) ? said.reason : 'POLICY';
    return { reason, detail: { ...(said.detail as JsonObject), ...from }, wakeAt: said.until };
  }
  // The question is put in a second step; whoever dies between the two leaves it to the next look.
  return said.kind === 'ask' ? { reason: 'APPROVAL', detail: from, wakeAt: null } : null;
}

/** As the statements that start runs take it. */
export function holdParameter(hold: GateHold | null | undefined): string | null {
  if (!hold) return null;
  const { reason, detail, wakeAt } = hold;
  return JSON.stringify({ reason, detail, wake_at: wakeAt?.toISOString() ?? null });
}
