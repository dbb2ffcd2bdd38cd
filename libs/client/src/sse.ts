/** One message of a `text/event-stream`. */
export interface SseMessage {
  event: string;
  data: string;
  /** The last id the stream named, in this message or before. */
  id: string | undefined;
}

/** A stream that never ends a line would otherwise fill the memory. */
const MAX_BUFFER = 16 * 1024 * 1024;

/**
 * Incremental parser of server-sent events (WHATWG HTML, section 9.2.6). Chunks may be cut anywhere; a message
 * counts only once the empty line behind it has arrived, so one that a broken connection cut short is dropped.
 *
 * One difference to the letter: a named event without data is reported too.
 */
export class SseParser {
  /** Milliseconds the server asks clients to wait before they reconnect. */
  retry: number | undefined;
  /** The id named last, also by a comment that only tells how far the stream is; never that of a message cut short. */
  position: string | undefined;
  private rest = '';
  private first = true;
  private event = '';
  private data: string[] = [];
  private id: string | undefined;

  /** The messages completed by this chunk. Throws RangeError when a line exceeds 16 Mi characters. */
  push(chunk: string): SseMessage[] {
    let text = this.rest + chunk;
    if (this.first && text !== '') {
      this.first = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    // A carriage return at the end may be half of a CRLF: it waits for the next chunk.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    if (this.rest.length > MAX_BUFFER) throw new RangeError('The event stream has a line without end');
    return lines.flatMap((line) => this.take(line));
  }

  private take(line: string): SseMessage[] {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return [];
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
    return [];
  }

  private dispatch(): SseMessage[] {
    const { event, data } = this;
    this.event = '';
    this.data = [];
    this.position = this.id;
    if (event === '' && data.length === 0) return [];
    return [{ event: event || 'message', data: data.join('\n'), id: this.id }];
  }
}
