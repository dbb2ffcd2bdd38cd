/** PackStream, the encoding of Bolt, as far as a server in tests needs it. */
export class Structure {
  constructor(
    readonly tag: number,
    readonly fields: readonly unknown[],
  ) {}
}

export function pack(value: unknown): Buffer {
  if (value === null || value === undefined) return Buffer.from([0xc0]);
  if (typeof value === 'boolean') return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === 'number') return packFloat(value);
  if (typeof value === 'bigint') return packInteger(value);
  if (typeof value === 'string')
    return Buffer.concat([head(0xd0, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Structure)
    return Buffer.concat([Buffer.from([0xb0 + value.fields.length, value.tag]), ...value.fields.map(pack)]);
  if (Array.isArray(value)) return Buffer.concat([head(0xd4, value.length), ...value.map(pack)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    head(0xd8, entries.length),
    ...entries.flatMap(([name, each]) => [pack(name), pack(each)]),
  ]);
}

/** The form with two bytes of length, whatever the length. */
function head(marker: number, length: number): Buffer {
  const bytes = Buffer.from([marker + 1, 0, 0]);
  bytes.writeUInt16BE(length, 1);
  return bytes;
}

function packFloat(value: number): Buffer {
  const bytes = Buffer.alloc(9, 0xc1);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

function packInteger(value: bigint): Buffer {
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeBigInt64BE(value, 1);
  return bytes;
}

/** Integers come as bigint, so that they can be told from floats. */
export function unpack(bytes: Buffer): unknown {
  return new Reader(bytes).next();
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  next(): unknown {
    const marker = this.uint(1);
    if (marker < 0x80) return BigInt(marker);
    if (marker >= 0xf0) return BigInt(marker - 0x100);
    if (marker === 0xc0) return null;
    if (marker === 0xc1) return this.take(8).readDoubleBE();
    if (marker === 0xc2 || marker === 0xc3) return marker === 0xc3;
    if (marker >= 0xc8 && marker <= 0xcb) return this.integer(2 ** (marker - 0xc8));
    if (marker >= 0xb0 && marker <= 0xbf) return this.structure(marker & 15);
    const kind = marker & 0xf0;
    const small = marker & 15;
    if (kind === 0x80) return this.text(small);
    if (kind === 0x90) return this.list(small);
    if (kind === 0xa0) return this.map(small);
    const length = this.uint(2 ** (marker & 3));
    if (marker <= 0xd2) return this.text(length);
    return marker <= 0xd6 ? this.list(length) : this.map(length);
  }

  private take(length: number): Buffer {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  private uint(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  private integer(length: number): bigint {
    const bytes = this.take(length);
    return length === 8 ? bytes.readBigInt64BE() : BigInt(bytes.readIntBE(0, length));
  }

  private text(length: number): string {
    return this.take(length).toString();
  }

  private list(length: number): unknown[] {
    return Array.from({ length }, () => this.next());
  }

  private map(length: number): Record<string, unknown> {
    return Object.fromEntries(Array.from({ length }, () => [String(this.next()), this.next()]));
  }

  private structure(length: number): Structure {
    const tag = this.uint(1);
    return new Structure(tag, this.list(length));
  }
}
