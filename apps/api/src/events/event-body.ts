import type { FastifyRequest } from 'fastify';
import type { Json } from '@maestro/dsl';
import { mediaTypeOf, parseStrictJson } from '@maestro/nest-kit';
import { MaestroError } from '@maestro/problems';
import { binaryToJson, isBinaryEvent, readEvents, type CloudEvent } from '@maestro/triggers';

export const EVENT_TYPE = 'application/cloudevents+json';
export const BATCH_TYPE = 'application/cloudevents-batch+json';

/** The events of a request, and whether they are a batch. */
export interface SentEvents {
  events: CloudEvent[];
  batch: boolean;
}

/**
 * Reads events in whichever content mode of CloudEvents they come. Plain JSON without headers of the binary mode is taken for what it
 * looks like: a list is a batch.
 *
 * @throws MaestroError `unsupported-media-type`, `missing-field`, and what is wrong with the events
 */
export function eventsIn({ headers, body }: FastifyRequest): SentEvents {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  const type = mediaTypeOf(headers['content-type']);
  if (type === EVENT_TYPE) return one(parsed(bytes));
  if (type === BATCH_TYPE) return many(parsed(bytes));
  if (isBinaryEvent(headers)) return one(binaryToJson({ headers, body: bytes, parseJson: parseStrictJson }));
  if (type !== 'application/json')
    throw new MaestroError(
      'unsupported-media-type',
      `Send ${EVENT_TYPE}, ${BATCH_TYPE}, or the attributes of the event as ce- headers.`,
    );
  const value = parsed(bytes);
  return Array.isArray(value) ? many(value) : one(value);
}

function parsed(bytes: Buffer): Json {
  if (bytes.length === 0) throw new MaestroError('malformed-json', 'The body is empty.');
  return parseStrictJson(bytes);
}

function one(value: Json): SentEvents {
  return { events: readEvents([value], () => ''), batch: false };
}

function many(value: Json): SentEvents {
  if (!Array.isArray(value)) throw new MaestroError('wrong-type', 'A batch is a list of events.');
  return { events: readEvents(value, (i) => `/${i}`), batch: true };
}
