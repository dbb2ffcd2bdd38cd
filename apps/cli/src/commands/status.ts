import type { Run, Task } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { formatDuration } from '../text/duration';
import { outputLines } from '../text/outputs';
import { printable } from '../text/printable';
import { runStatus, statusPaint, statusText } from '../text/status';
import { table, type Cell } from '../text/table';

export interface StatusOptions {
  limit: string;
}

/** A run with its tasks, or the latest runs where none is named. */
export async function status(
  context: Context,
  runId: string | undefined,
  options: StatusOptions,
): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) {
    throw new CliFault(ExitCode.usage, '--limit takes a number from 1 to 200');
  }
  const client = context.connect();
  const { signal } = context;
  if (runId === undefined) {
    const answer = await client.request('GET', '/api/runs', { query: { limit }, signal });
    if (context.json) context.printJson(answer);
    else showRuns(context, answer.data, answer.page.has_more);
    return ExitCode.ok;
  }
  const params = { id: runId };
  const run = await client.request('GET', '/api/runs/{id}', { params, signal });
  const { data: tasks } = await client.request('GET', '/api/runs/{id}/tasks', { params, signal });
  if (context.json) context.printJson({ run, tasks });
  else showRun(context, run, tasks);
  return ExitCode.ok;
}

function showRuns({ out, err }: Context, runs: Run[], more: boolean): void {
  if (runs.length === 0) {
    err.line('No runs yet; start one with `maestro run <file>`');
    return;
  }
  const rows = runs.map((run): Cell[] => [
    { text: printable(run.id) },
    { text: `${printable(run.template_name)} v${run.template_version}` },
    statusCell(runStatus(run), out),
    { text: printable(run.created_at) },
    { text: run.duration_ms === null ? '' : formatDuration(run.duration_ms) },
    { text: printable(run.output ?? run.error?.detail ?? '') },
  ]);
  const heading = ['RUN', 'TEMPLATE', 'STATUS', 'CREATED', 'DURATION', 'OUTPUT'];
  for (const line of table(heading, rows, out.columns)) out.line(line);
  if (more) err.line('There are more; --limit shows up to 200');
}

function showRun({ out }: Context, run: Run, tasks: Task[]): void {
  const { colors } = out;
  const word = runStatus(run);
  const facts: [string, string][] = [
    ['template', `${printable(run.template_name)} v${run.template_version}`],
    [
      'status',
      statusPaint(word, colors)(statusText(word)) + (run.control === 'cancel' ? ' (cancelling)' : ''),
    ],
    ['created', printable(run.created_at)],
    ['duration', run.duration_ms === null ? '' : formatDuration(run.duration_ms)],
    ['output', printable(run.output ?? '')],
    ['error', run.error ? `${printable(run.error.code)}: ${printable(run.error.detail)}` : ''],
  ];
  out.line(colors.bold(printable(run.id)));
  for (const [name, text] of facts) if (text !== '') out.line(`  ${colors.dim(name.padEnd(8))}  ${text}`);
  if (!run.output) for (const line of outputLines(run.outputs ?? {})) out.line(`  ${line}`);
  if (tasks.length === 0) return;
  out.line();
  const rows = tasks.map((task): Cell[] => [
    { text: printable(task.node) },
    statusCell(task.status, out),
    { text: `${task.attempt}/${task.max_attempts}` },
    { text: task.duration_ms === null ? '' : formatDuration(task.duration_ms) },
    { text: noteOf(task) },
  ]);
  for (const line of table(['NODE', 'STATUS', 'ATTEMPT', 'DURATION', 'NOTE'], rows, out.columns))
    out.line(line);
}

/** Why a task waits or how it failed. */
function noteOf({ error, wait }: Task): string {
  if (error) return `${printable(error.code)}: ${printable(error.detail)}`;
  if (!wait) return '';
  const until = wait.wake_at === null ? '' : `, until ${wait.wake_at}`;
  return printable(`${wait.reason}${wait.detail ? `: ${wait.detail}` : ''}${until}`);
}

function statusCell(word: string, { colors }: Context['out']): Cell {
  return { text: statusText(word), paint: statusPaint(word, colors) };
}
