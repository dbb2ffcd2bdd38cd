import type { FeedEvent } from '@maestro/engine';

/** What an address can hear of, and what is meant by it. */
export const eventTypes = {
  'maestro.run.created': 'A run was accepted.',
  'maestro.run.finished': 'A run has ended, in whatever way.',
  'maestro.run.succeeded': 'A run has ended, and every node that ran succeeded.',
  'maestro.run.completed': 'A run has ended with failures that it tolerates.',
  'maestro.run.failed': 'A run has failed.',
  'maestro.run.cancelled': 'A run was cancelled.',
  'maestro.run.timed_out': 'The deadline of a run has passed.',
  'maestro.approval.requested': 'A question was put to people.',
  'maestro.approval.voted': 'Somebody answered a question.',
  'maestro.anomaly.detected': 'A run took unusually long, or cost unusually much.',
  'maestro.deadline.missed': 'What an orchestra had to have done by a deadline was not done by then.',
  'maestro.budget.threshold_crossed': 'Of what an account may spend, half or four fifths are spent.',
  'maestro.budget.exhausted': 'An account has nothing left, or too little for what waits for it.',
} as const;

export type EventType = keyof typeof eventTypes;

/** Sent to an address on request alone. */
export const TEST_EVENT = 'maestro.webhook.test';

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(eventTypes, text);
}

const ends = ['succeeded', 'completed', 'failed', 'cancelled', 'timed_out'].map(
  (end) => `maestro.run.${end}`,
);

/** What events of the feed may be told as. */
const tellings: Readonly<Record<string, readonly EventType[]>> = {
  'run.created': ['maestro.run.created'],
  'run.finished': ['maestro.run.finished', ...ends.filter(isEventType)],
  'approval.requested': ['maestro.approval.requested'],
  'approval.vote': ['maestro.approval.voted'],
  'anomaly.detected': ['maestro.anomaly.detected'],
  'slot.deadline_missed': ['maestro.deadline.missed'],
};

export const followedTypes = Object.keys(tellings);

/** As what an event of the feed may be told, whatever is in it. */
export function toldAs(type: string): readonly EventType[] {
  return tellings[type] ?? [];
}

/** As what an event of the feed is told. The end of a run is told twice: as an end, and as what end it was. */
export function typesOf({ type, data }: Pick<FeedEvent, 'type' | 'data'>): EventType[] {
  const ended = `maestro.run.${String(data?.['status'])}`;
  return toldAs(type).filter((told) => !ends.includes(told) || told === ended);
}
