import type { JsonObject } from '@maestro/dsl';
import { isDataError, statement } from '@maestro/persistence';
import type { Engine, RunRef } from './engine';

const runLog = statement('run_log');

/** Something a handler said: a log line or its progress. */
export interface LogLine {
  run: RunRef;
  data: JsonObject;
}

/** Appends lines to the history of their runs. A line that the database refuses is left out, and no other. */
export async function writeLogs(engine: Engine, lines: readonly LogLine[]): Promise<void> {
  if (lines.length === 0) return;
  try {
    await append(engine, lines);
  } catch (error) {
    if (!isDataError(error)) throw error;
    if (lines.length === 1) return engine.onError(error, 'writing a line of a log');
    const middle = Math.ceil(lines.length / 2);
    await writeLogs(engine, lines.slice(0, middle));
    await writeLogs(engine, lines.slice(middle));
  }
}

async function append(engine: Engine, lines: readonly LogLine[]): Promise<void> {
  await engine.database.query(runLog, [
    lines.map((line) => line.run.tenantId),
    lines.map((line) => line.run.runId),
    lines.map((line) => JSON.stringify(line.data)),
  ]);
}
