import type { Run } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { runStatus } from '../text/status';

export interface ControlOptions {
  reason?: string;
}

export interface LabelOptions {
  remove?: string[];
}

const bodyOf = ({ reason }: ControlOptions) => (reason === undefined ? {} : { reason });

/** Holds a run: what runs may end, nothing starts. */
export async function pause(context: Context, runId: string, options: ControlOptions): Promise<ExitCode> {
  const run = await context.connect().request('POST', '/api/runs/{id}/pause', {
    params: { id: runId },
    body: bodyOf(options),
    signal: context.signal,
  });
  if (context.json) context.printJson(run);
  else context.out.line(`${printable(run.id)}: paused`);
  return ExitCode.ok;
}

/** Lets a paused run go on. */
export async function resume(context: Context, runId: string, options: ControlOptions): Promise<ExitCode> {
  const run = await context.connect().request('POST', '/api/runs/{id}/resume', {
    params: { id: runId },
    body: bodyOf(options),
    signal: context.signal,
  });
  if (context.json) context.printJson(run);
  else context.out.line(`${printable(run.id)}: ${printable(runStatus(run))}`);
  return ExitCode.ok;
}

/** Ends a task that is not running as skipped. */
export async function skip(context: Context, taskId: string, options: ControlOptions): Promise<ExitCode> {
  const task = await context.connect().request('POST', '/api/tasks/{id}/skip', {
    params: { id: taskId },
    body: bodyOf(options),
    signal: context.signal,
  });
  if (context.json) context.printJson(task);
  else context.out.line(`${printable(task.id)} (${printable(task.node)}): ${task.status}`);
  return ExitCode.ok;
}

/** Sets labels of a run, given as key=value, and takes others away; shows those it has then. */
export async function label(
  context: Context,
  { run: runId, pairs }: { run: string; pairs: readonly string[] },
  { remove = [] }: LabelOptions,
): Promise<ExitCode> {
  const set = Object.fromEntries(pairs.map(pairOf));
  if (pairs.length === 0 && remove.length === 0)
    throw new CliFault(
      ExitCode.usage,
      'there is no label to set or to remove',
      'give key=value, or --remove key',
    );
  const run = await context.connect().request('POST', '/api/runs/{id}/labels', {
    params: { id: runId },
    body: { set, remove: [...remove] },
    signal: context.signal,
  });
  if (context.json) context.printJson(run);
  else for (const line of labelLines(run)) context.out.line(line);
  return ExitCode.ok;
}

function pairOf(pair: string): [key: string, value: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new CliFault(ExitCode.usage, `${pair}: a label is given as key=value`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function labelLines({ labels }: Run): string[] {
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${printable(key)}=${printable(value)}`);
}
