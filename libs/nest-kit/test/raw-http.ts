import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: string;
}

/**
 * Sends bytes as they are and reads until the server hangs up or has answered in full; null where it hung up
 * without a word.
 */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<RawAnswer | null> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    const done = () => {
      socket.destroy();
      resolve(parse(Buffer.concat(chunks).toString('latin1')));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (isWhole(Buffer.concat(chunks).toString('latin1'))) done();
    });
    socket.on('close', done);
    // A server that has seen enough may reset the connection while we still write.
    socket.on('error', () => undefined);
    socket.write(bytes);
  });
}

function parse(text: string): RawAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = lines.map(
    (line) => [line.split(':', 1)[0]?.toLowerCase(), line.slice(line.indexOf(':') + 2)] as const,
  );
  return {
    status: Number(first.split(' ')[1]),
    headers: new Map(headers as [string, string][]),
    body: text.slice(end + 4, end + 4 + bodyLength(lines)),
  };
}

/** What follows is the answer to the next request in the same bytes. */
function bodyLength(lines: readonly string[]): number {
  const length = lines.find((line) => /^content-length:/i.test(line))?.split(': ')[1];
  return length === undefined ? Infinity : Number(length);
}

function isWhole(text: string): boolean {
  const answer = parse(text);
  const length = answer?.headers.get('content-length');
  return length !== undefined && answer !== null && answer.body.length >= Number(length);
}
