import type { JsonObject } from '@maestro/dsl';
import { writeLogs, type Engine, type LogLine, type RunRef } from '@maestro/engine';

/** Lines kept while the database does not answer; beyond it the oldest are dropped. */
const CAPACITY = 5_000;
const BATCH = 500;

/** Gathers what handlers say and appends it to the history of their runs, in the order it was said. */
export class LogWriter {
  private lines: LogLine[] = [];
  private writing: Promise<void> | undefined;

  constructor(private readonly engine: Engine) {}

  add(run: RunRef, data: JsonObject): void {
    this.lines.push({ run, data });
    if (this.lines.length > CAPACITY) this.lines.splice(0, this.lines.length - CAPACITY);
    this.writing ??= this.flush().finally(() => {
      this.writing = undefined;
    });
  }

  async idle(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async flush(): Promise<void> {
    await new Promise(setImmediate);
    while (this.lines.length > 0) {
      const batch = this.lines.splice(0, BATCH);
      await writeLogs(this.engine, batch).catch((error: unknown) =>
        this.engine.onError(error, 'writing logs'),
      );
    }
  }
}
