import type { Readable } from 'node:stream';
import type { OpenStreams } from '../runs/open-streams';
import type { Exchange } from './exchange.decorator';

/** Whether the client asks for server-sent events. */
export function wantsStream({ request }: Exchange): boolean {
  const types = (request.headers.accept ?? '').split(',').map((type) => type.split(';', 1)[0]?.trim());
  return request.method === 'GET' && types.includes('text/event-stream');
}

/** The last event that a client saw which connects again. */
export function lastEventId({ request }: Exchange): string | null {
  const given = request.headers['last-event-id'];
  return typeof given === 'string' && given !== '' ? given : null;
}

/** Answers with a stream of frames, for as long as the credential of the request is good. */
export function asEventStream(
  { request, reply }: Exchange,
  streams: OpenStreams,
  begin: (signal: AbortSignal) => AsyncGenerator<string | Buffer>,
): Readable {
  const stream = streams.add(request.credential ?? '', begin);
  // Proxies that collect an answer before they pass it on would hold back every event.
  reply.headers({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  return stream;
}
