import { StringDecoder } from 'node:string_decoder';
import { noMask, type Masker, type TextStream } from '@maestro/secrets/mask';

/**
 * Keeps the first bytes of an output that may have no end; the rest is read, so that the writer goes on, and dropped.
 * Secrets are masked before anything is cut off, whatever the pieces they come in.
 */
export class BoundedOutput {
  private readonly chunks: Buffer[] = [];
  private room: number;
  /** Null where there is nothing to mask: then bytes are kept as they are. */
  private readonly masking: { decoder: StringDecoder; stream: TextStream } | null;
  private ended = false;
  truncated = false;

  constructor(
    private readonly maxBytes: number,
    masker: Masker = noMask,
  ) {
    this.room = maxBytes;
    this.masking = masker === noMask ? null : { decoder: new StringDecoder('utf8'), stream: masker.stream() };
  }

  write(chunk: Buffer): void {
    if (this.room > 0 && this.masking)
      this.keep(Buffer.from(this.masking.stream.write(this.masking.decoder.write(chunk))));
    else this.keep(chunk);
  }

  /** The bytes as text that can be stored: what is not UTF-8, and NUL, becomes U+FFFD; a cut is marked. */
  text(): string {
    if (this.masking && !this.ended) {
      this.ended = true;
      const { decoder, stream } = this.masking;
      this.keep(Buffer.from(stream.write(decoder.end()) + stream.end()));
    }
    // While it streams, the decoder holds back a character that the cut split.
    const text = new TextDecoder()
      .decode(Buffer.concat(this.chunks), { stream: this.truncated })
      .replaceAll('\0', '\uFFFD');
    return this.truncated ? `${text}\n… cut after ${this.maxBytes} bytes` : text;
  }

  private keep(bytes: Buffer): void {
    if (this.room > 0) this.chunks.push(bytes.subarray(0, this.room));
    this.truncated ||= bytes.length > this.room;
    this.room = Math.max(0, this.room - bytes.length);
  }
}
