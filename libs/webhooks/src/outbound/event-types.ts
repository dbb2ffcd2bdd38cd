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
} as const;

export type EventType = keyof typeof eventTypes;

/** Sent to an address on request alone. */
export const TEST_EVENT = 'maestro.webhook.test';

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(eventTypes, text);
}

/** What events of the feed may be told as. */
export const followedTypes = ['run.created', 'run.finished', 'approval.requested', 'approval.vote'] as const;

const ends = ['succeeded', 'completed', 'failed', 'cancelled', 'timed_out'].map(
  (end) => `maestro.run.${end}`,
);

/** As what an event of the feed may be told, whatever is in it. */
export function toldAs(type: string): EventType[] {
  if (type === 'run.created') return ['maestro.run.created'];
  if (type === 'approval.requested') return ['maestro.approval.requested'];
  if (type === 'approval.vote') return ['maestro.approval.voted'];
  if (type !== 'run.finished') return [];
  return ['maestro.run.finished', ...ends.filter(isEventType)];
}

/** As what an event of the feed is told. The end of a run is told twice: as an end, and as what end it was. */
export function typesOf({ type, data }: Pick<FeedEvent, 'type' | 'data'>): EventType[] {
  const ended = `maestro.run.${String(data?.['status'])}`;
  return toldAs(type).filter((told) => !ends.includes(told) || told === ended);
}
