/** One message of the protocol of Postgres: a letter, its length, what it says. */
export function frame(letter: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

/** Cuts a stream into messages. The first one of a client has no letter. */
export class Frames {
  private rest: Buffer = Buffer.alloc(0);

  constructor(private next: 'startup' | 'message' = 'message') {}

  feed(chunk: Buffer): Buffer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const found: Buffer[] = [];
    for (let one = this.cut(); one; one = this.cut()) found.push(one);
    return found;
  }

  private cut(): Buffer | null {
    const at = this.next === 'startup' ? 0 : 1;
    if (this.rest.length < at + 4) return null;
    const end = at + this.rest.readInt32BE(at);
    if (this.rest.length < end) return null;
    const one = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(end);
    this.next = 'message';
    return one;
  }
}

/** The message with its statement changed, where it has one. */
export function withSql(message: Buffer, rewrite: (sql: string) => string): Buffer {
  const letter = String.fromCharCode(message[0] ?? 0);
  if (letter !== 'P' && letter !== 'Q') return message;
  const body = message.subarray(5);
  // The text of a Parse comes after the name that it is prepared under.
  const from = letter === 'P' ? body.indexOf(0) + 1 : 0;
  const to = body.indexOf(0, from);
  const sql = body.toString('utf8', from, to);
  const changed = rewrite(sql);
  if (changed === sql) return message;
  return frame(letter, Buffer.concat([body.subarray(0, from), Buffer.from(changed), body.subarray(to)]));
}
