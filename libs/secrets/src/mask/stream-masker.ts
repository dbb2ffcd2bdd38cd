import { MASK } from '@maestro/dsl';
import { reachOf, type Pattern } from './encodings';
import { findAll } from './find';

/** Characters that gather before they are looked at. */
const STRIDE = 4_096;

/** Masks a text that comes in pieces: what may be the beginning of something to mask is held back until it is known. */
export class StreamMasker {
  private held = '';
  /** So many characters at the beginning of what is held have been said already, as a mask. */
  private said = 0;
  private readonly window: number;

  constructor(private readonly patterns: readonly Pattern[]) {
    this.window = Math.max(...patterns.map(reachOf));
  }

  write(piece: string): string {
    this.held += piece;
    // Looked at in strides, so that many small pieces do not cost a look each.
    if (this.held.length < 2 * this.window + STRIDE) return '';
    // Whatever begins before this place is here to its end.
    return this.say(this.held.length - this.window + 1);
  }

  end(): string {
    return this.say(this.held.length);
  }

  /** Says what stands before `until`, and keeps the rest. */
  private say(until: number): string {
    let result = '';
    let from = this.said;
    for (const { start, end } of findAll(this.held, this.patterns)) {
      if (start >= until) break;
      // Where it goes on from what was said before, the mask stands already.
      if (start < from) {
        from = Math.max(from, end);
        continue;
      }
      result += this.held.slice(from, start) + MASK;
      from = end;
    }
    if (from < until) {
      result += this.held.slice(from, until);
      from = until;
    }
    this.held = this.held.slice(until);
    this.said = from - until;
    return result;
  }
}
