import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pack, Structure, unpack } from './pack-stream';

export interface Asked {
  query: string;
  parameters: Record<string, unknown>;
  /** Of the transaction: `mode: 'r'` where it only reads, `db`, `tx_metadata`. */
  extra: Record<string, unknown>;
  /** Of the log-on. */
  principal: unknown;
  credentials: unknown;
}

export type Answer =
  | { columns: string[]; rows: unknown[][]; stats?: Record<string, bigint> }
  | { code: string; message: string }
  /** Nothing is answered. */
  | 'silence';

/** A server that speaks Bolt 5.4 and answers each query as it is told: a graph database as the wire shows it. */
export async function startBoltServer(answer: (asked: Asked) => Answer) {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    void serve(socket, (each) => {
      asked.push(each);
      return answer(each);
    }).catch(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    open: () => sockets.size,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const tags = { success: 0x70, record: 0x71, ignored: 0x7e, failure: 0x7f };

async function serve(socket: Socket, answer: (asked: Asked) => Answer): Promise<void> {
  const frames = readFrames(socket);
  await frames.next();
  socket.write(Buffer.from([0, 0, 4, 5]));
  const say = (tag: number, ...fields: unknown[]) => socket.write(frame(pack(new Structure(tag, fields))));
  let logon: Record<string, unknown> = {};
  let extra: Record<string, unknown> = {};
  let rows: unknown[][] = [];
  let stats: Record<string, bigint> | undefined;
  let failed = false;
  const steps: Record<number, (fields: readonly unknown[]) => void> = {
    // HELLO, LOGON, BEGIN, RUN, PULL, then whatever ends a transaction.
    0x01: () => say(tags.success, { server: 'Neo4j/5.26.0', connection_id: 'bolt-1', hints: {} }),
    0x6a: ([auth]) => {
      logon = auth as Record<string, unknown>;
      say(tags.success, {});
    },
    0x11: ([given]) => {
      extra = given as Record<string, unknown>;
      say(tags.success, {});
    },
    0x10: ([query, parameters]) => {
      const { principal, credentials } = logon;
      const given = { query: String(query), parameters: parameters as Asked['parameters'] };
      const said = answer({ ...given, extra, principal, credentials });
      if (said === 'silence') return;
      if ('code' in said) {
        failed = true;
        return say(tags.failure, said);
      }
      ({ rows, stats } = said);
      say(tags.success, { fields: said.columns, t_first: 1n });
    },
    0x3f: ([given]) => {
      const wanted = Number((given as { n: bigint }).n);
      for (const row of rows.splice(0, wanted < 0 ? rows.length : wanted)) say(tags.record, row);
      say(
        tags.success,
        rows.length > 0 ? { has_more: true } : { type: 'r', t_last: 1n, ...(stats ? { stats } : {}) },
      );
    },
    0x2f: () => {
      rows = [];
      say(tags.success, {});
    },
    0x12: () => say(tags.success, {}),
    0x13: () => say(tags.success, {}),
    0x0f: () => {
      failed = false;
      say(tags.success, {});
    },
  };
  for await (const bytes of frames) {
    const { tag, fields } = unpack(bytes) as Structure;
    if (failed && tag !== 0x0f) say(tags.ignored);
    else steps[tag]?.(fields);
  }
}

function frame(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 0xffff) {
    const part = bytes.subarray(at, at + 0xffff);
    const size = Buffer.alloc(2);
    size.writeUInt16BE(part.length);
    parts.push(size, part);
  }
  return Buffer.concat([...parts, Buffer.alloc(2)]);
}

/** First the 20 bytes that open a connection, then message after message. */
async function* readFrames(socket: Socket): AsyncGenerator<Buffer> {
  let pending = Buffer.alloc(0);
  let opened = false;
  let message: Buffer[] = [];
  for await (const chunk of socket) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    if (!opened && pending.length >= 20) {
      opened = true;
      yield pending.subarray(0, 20);
      pending = pending.subarray(20);
    }
    while (opened && pending.length >= 2) {
      const size = pending.readUInt16BE();
      if (pending.length < size + 2) break;
      const part = pending.subarray(2, size + 2);
      pending = pending.subarray(size + 2);
      if (size > 0) message.push(part);
      else if (message.length > 0) {
        yield Buffer.concat(message);
        message = [];
      }
    }
  }
}
