import type { Json, JsonObject } from '@maestro/dsl';

/** An event by CloudEvents 1.0, read and checked. */
export interface CloudEvent {
  /** Together with the id it names the event: the same again is the same event. */
  source: string;
  id: string;
  type: string;
  subject: string | null;
  time: Date | null;
  contentType: string | null;
  dataSchema: string | null;
  extensions: Readonly<Record<string, string | number | boolean>>;
  /** Null where there is none. */
  data: Json;
  /** Instead of `data`, where that is neither JSON nor text. */
  dataBase64: string | null;
}

/** Events that one request may send. */
export const MAX_EVENTS = 100;
/** Bytes of the data of one event, as JSON or base64. */
export const MAX_DATA_BYTES = 256 * 1024;
/** What the ends of runs are received under; nobody else may. */
export const OWN_SOURCE = 'urn:maestro:finished-runs';

/** What expressions of triggers, and of the runs that they begin, know as `trigger`. */
export const triggerFields = [
  'type',
  'source',
  'id',
  'subject',
  'time',
  'data',
  'data_base64',
  'datacontenttype',
  'dataschema',
  'extensions',
] as const;

export function triggerValue(event: CloudEvent): JsonObject {
  return {
    type: event.type,
    source: event.source,
    id: event.id,
    subject: event.subject,
    time: event.time?.toISOString() ?? null,
    data: event.data,
    data_base64: event.dataBase64,
    datacontenttype: event.contentType,
    dataschema: event.dataSchema,
    extensions: { ...event.extensions },
  } satisfies Record<(typeof triggerFields)[number], Json>;
}
