import { MaestroError } from '@maestro/problems';

export interface ServerEvent {
  event: string;
  data: string;
}

/** One event of a model is a few words; a line without an end would fill the memory. */
const MAX_EVENT = 4 * 1024 * 1024;

/** Server-sent events out of the chunks of a body (HTML Standard, 9.2); an event that is cut off is none. */
export async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line break.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    if (rest.length > MAX_EVENT) throw new MaestroError('response-too-large', 'An event is too large.');
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
        event = '';
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
      else if (line.startsWith('event:')) event = line.slice(6).trim();
    }
  }
}
