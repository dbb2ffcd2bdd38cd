/** Keeps the first bytes of an output that may have no end; the rest is read, so that the writer goes on, and dropped. */
export class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private room: number;
  truncated = false;

  constructor(private readonly maxBytes: number) {
    this.room = maxBytes;
  }

  write(chunk: Buffer): void {
    if (this.room > 0) this.chunks.push(chunk.subarray(0, this.room));
    this.truncated ||= chunk.length > this.room;
    this.room = Math.max(0, this.room - chunk.length);
  }

  /** The bytes as text that can be stored: what is not UTF-8, and NUL, becomes U+FFFD; a cut is marked. */
  text(): string {
    // While it streams, the decoder holds back a character that the cut split.
    const text = new TextDecoder()
      .decode(Buffer.concat(this.chunks), { stream: this.truncated })
      .replaceAll('\0', '\uFFFD');
    return this.truncated ? `${text}\n… cut after ${this.maxBytes} bytes` : text;
  }
}
