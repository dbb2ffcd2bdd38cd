import type { JsonObject } from '@maestro/dsl';
import { statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const runLog = statement('run_log');

/** Something a handler said: a log line or its progress. */
export interface LogLine {
  run: RunRef;
  data: JsonObject;
}

/** Appends lines to the history of their runs. */
export async function writeLogs(engine: Engine, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return;
  await engine.database.query(runLog, [
    lines.map((line) => line.run.tenantId),
    lines.map((line) => line.run.runId),
    lines.map((line) => JSON.stringify(line.data)),
  ]);
}
