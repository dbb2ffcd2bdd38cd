import fc from 'fast-check';
import { SseParser, type SseMessage } from './sse';

const parse = (chunks: string[]): SseMessage[] => {
  const parser = new SseParser();
  return chunks.flatMap((chunk) => parser.push(chunk));
};

describe('SseParser', () => {
  it('reads ids, names and several data lines', () => {
    expect(parse(['id: 7\nevent: tasks\ndata: a\ndata:b\ndata\n\n'])).toEqual([
      { id: '7', event: 'tasks', data: 'a\nb\n' },
    ]);
  });

  it('keeps the last id for messages that name none, and ignores an id with a null character', () => {
    expect(parse(['id: 7\ndata: a\n\n', 'data: b\n\n', 'id: 9\0\ndata: c\n\n']).map((m) => m.id)).toEqual([
      '7',
      '7',
      '7',
    ]);
  });

  it('skips comments, a byte order mark and unknown fields', () => {
    expect(parse(['\uFEFFdata: a\n: heartbeat\nfoo: bar\n\n:\n\n'])).toEqual([
      { id: undefined, event: 'message', data: 'a' },
    ]);
  });

  it('reports a named event without data', () => {
    expect(parse(['event: end\n\n'])).toEqual([{ id: undefined, event: 'end', data: '' }]);
  });

  it('drops a message the connection cut short', () => {
    expect(parse(['data: a\n\ndata: half'])).toHaveLength(1);
    expect(parse(['data: a\n\ndata: b\n'])).toHaveLength(1);
  });

  it('learns the pause the server asks for', () => {
    const parser = new SseParser();
    parser.push('retry: 2000\nretry: soon\n');
    expect(parser.retry).toBe(2000);
  });

  it('refuses a line without end', () => {
    const parser = new SseParser();
    expect(() => parser.push('x'.repeat(17 * 1024 * 1024))).toThrow(RangeError);
  });

  it('reads the same messages however the text is cut and whichever line ends it uses', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\0]/g, ''));
    const message = fc.record({ id: line, event: line, data: fc.array(line, { minLength: 1 }) });
    fc.assert(
      fc.property(
        fc.array(message),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(40)),
        (messages, newline, cuts) => {
          const text = messages
            .flatMap(({ id, event, data }) => [
              `id: ${id}`,
              `event: ${event}`,
              ...data.map((d) => `data: ${d}`),
              '',
            ])
            .map((text) => text + newline)
            .join('');
          const chunks: string[] = [];
          let at = 0;
          for (const size of cuts) chunks.push(text.slice(at, (at += size)));
          // The comment closes a line end of which only the first half has come.
          chunks.push(text.slice(at), ':');
          expect(parse(chunks)).toEqual(
            messages.map(({ id, event, data }) => ({ id, event: event || 'message', data: data.join('\n') })),
          );
        },
      ),
    );
  });
});
