import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What happened in a storm, in order: `history.jsonl` in its folder, with the last lines at hand. */
export class History {
  private readonly began = Date.now();
  private readonly lines: string[] = [];
  private readonly file: string;

  constructor(
    /** Where all that is kept of this storm lies. */
    readonly folder: string,
    private readonly log: (line: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
    this.file = join(folder, 'history.jsonl');
    writeFileSync(this.file, '');
  }

  /** Writes one line; `what` is a word such as `accepted` or `fault`. */
  note(what: string, facts: object = {}): void {
    const line = JSON.stringify({ t: Date.now() - this.began, what, ...facts });
    this.lines.push(line);
    if (this.lines.length > 200) this.lines.shift();
    appendFileSync(this.file, `${line}\n`);
  }

  /** A line for whoever watches, and into the history as well. */
  tell(line: string): void {
    this.note('progress', { line });
    const seconds = ((Date.now() - this.began) / 1000).toFixed(1).padStart(6);
    this.log(`${seconds} s  ${line}`);
  }

  last(): readonly string[] {
    return this.lines;
  }
}
