import type { TextStream } from '@maestro/secrets/mask';

/** A line of a run's history for every word would be a history of words. */
const EVERY_MS = 250;
const EVERY_CHARACTERS = 1024;
const MOST_CHARACTERS = 64 * 1024;

/** Shows the text of a model while it comes: in lumps, masked across their seams, and not without end. */
export class ShownText {
  private waiting = '';
  private shown = 0;
  private last = performance.now();

  constructor(
    private readonly masked: TextStream,
    private readonly say: (piece: string) => void,
  ) {}

  write(piece: string): void {
    if (this.shown >= MOST_CHARACTERS) return;
    this.waiting += this.masked.write(piece);
    const due = performance.now() - this.last >= EVERY_MS || this.waiting.length >= EVERY_CHARACTERS;
    if (due) this.flush();
  }

  end(): void {
    this.waiting += this.masked.end();
    this.flush();
  }

  private flush(): void {
    const piece = this.waiting.slice(0, MOST_CHARACTERS - this.shown);
    this.waiting = '';
    this.last = performance.now();
    this.shown += piece.length;
    if (piece !== '') this.say(piece);
  }
}
