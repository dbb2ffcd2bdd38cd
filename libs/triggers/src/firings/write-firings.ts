import {
  enabledTriggers,
  firingsLately,
  insertFirings,
  type EventTx,
  type NewFiring,
  type TriggerKind,
  type TriggerRow,
} from '@maestro/persistence';
import { triggerValue, type CloudEvent } from '../events/cloud-event';
import { decideFiring, passesFilter, refusal } from '../triggers/decide-firing';

/** Something that happened, for triggers to look at. */
export interface Happening {
  event: CloudEvent;
  /** Ours. */
  id: string;
  /** How many triggers in a row brought it about. */
  depth: number;
}

/** Which triggers look at what happened. */
export interface Lookers {
  kind: TriggerKind;
  passes(trigger: TriggerRow, happening: Happening): boolean;
  /** When the leader fires what nobody has fired; soon, where left out. */
  leftAfterMs?: number;
}

/** Those that look at received events. */
export const ofEvents: Lookers = {
  kind: 'event',
  passes: ({ filter }, { event }) => passesFilter(filter, event),
};

/** Writes down what happened means to each trigger that looks at it. */
export async function writeFirings(
  tx: EventTx,
  happenings: readonly Happening[],
  { kind, passes, leftAfterMs }: Lookers,
): Promise<void> {
  if (happenings.length === 0) return;
  const triggers = await enabledTriggers(tx, kind);
  const concerned = triggers.filter((trigger) => happenings.some((one) => passes(trigger, one)));
  if (concerned.length === 0) return;
  const now = await clockOf(tx);
  const lately = new Map(
    await firingsLately(
      tx,
      concerned.map(({ id }) => id),
    ),
  );
  const firings = happenings.flatMap((happening) => {
    const value = triggerValue(happening.event);
    return concerned
      .filter((trigger) => passes(trigger, happening))
      .map((trigger): NewFiring => {
        const count = lately.get(trigger.id) ?? 0;
        const decision = guard(trigger, { depth: happening.depth + 1, count }, () =>
          decideFiring(trigger, value, now),
        );
        if (decision.status === 'due') lately.set(trigger.id, count + 1);
        return { triggerId: trigger.id, eventId: happening.id, depth: happening.depth + 1, ...decision };
      });
  });
  await insertFirings(tx, firings, leftAfterMs);
}

/** Triggers that begin each other stop: by how many of them there were in a row, and by how often one fires. */
function guard(
  { maxDepth, maxPerMinute }: TriggerRow,
  { depth, count }: { depth: number; count: number },
  decide: () => ReturnType<typeof decideFiring>,
): ReturnType<typeof decideFiring> {
  const decision = decide();
  if (decision.status !== 'due') return decision;
  if (depth > maxDepth)
    return refusal(
      'trigger-depth',
      `It would be number ${depth} of triggers in a row; the trigger allows ${maxDepth}.`,
    );
  if (count >= maxPerMinute)
    return refusal(
      'trigger-rate',
      `The trigger has fired ${count} times within a minute, as often as it may.`,
    );
  return decision;
}

async function clockOf(tx: EventTx): Promise<Date> {
  const [row] = await tx.query<{ at: Date }>('SELECT maestro_now() AS at');
  return row?.at ?? new Date();
}
