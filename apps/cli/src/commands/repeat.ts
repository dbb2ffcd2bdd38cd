import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { parsePairs } from '../inputs';
import { printable } from '../text/printable';

export interface RetryOptions {
  templateVersion?: string;
  dryRun?: boolean;
}

export interface RerunOptions extends RetryOptions {
  from?: string[];
  inputs?: string[];
}

/** A new run that begins again with what did not succeed. */
export async function retry(context: Context, runId: string, options: RetryOptions): Promise<ExitCode> {
  const answer = await context.connect().request('POST', '/api/runs/{id}/retry', {
    params: { id: runId },
    body: bodyOf(options),
    signal: context.signal,
  });
  return show(context, answer);
}

/** A new run that begins again with some nodes, or with everything. */
export async function rerun(context: Context, runId: string, options: RerunOptions): Promise<ExitCode> {
  const { from, inputs } = options;
  const answer = await context.connect().request('POST', '/api/runs/{id}/rerun', {
    params: { id: runId },
    body: {
      ...bodyOf(options),
      ...(from ? { from } : {}),
      ...(inputs ? { inputs: parsePairs(inputs) } : {}),
    },
    signal: context.signal,
  });
  return show(context, answer);
}

function bodyOf({ templateVersion, dryRun }: RetryOptions): {
  version?: number | 'latest';
  dry_run?: boolean;
} {
  return {
    ...(templateVersion === undefined ? {} : { version: versionIn(templateVersion) }),
    ...(dryRun ? { dry_run: true } : {}),
  };
}

function versionIn(text: string): number | 'latest' {
  if (text === 'latest') return text;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new CliFault(ExitCode.usage, '--template-version takes the number of a version, or latest');
  return Number(text);
}

interface Answer {
  run: { id: string } | null;
  version: number;
  reused: string[];
  executed: string[];
  skipped: string[];
}

function show(context: Context, answer: Answer): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const { out, err } = context;
  if (answer.run) out.line(`${printable(answer.run.id)}: started`);
  else out.line(`Would play version ${answer.version}:`);
  const lists = { reused: answer.reused, executed: answer.executed, skipped: answer.skipped };
  for (const [name, ids] of Object.entries(lists))
    out.line(
      `  ${out.colors.dim(name.padEnd(8))}  ${ids.length > 0 ? ids.map((id) => printable(id)).join(', ') : '-'}`,
    );
  if (answer.run) err.line(`See how it goes: maestro status ${printable(answer.run.id)}`);
  return ExitCode.ok;
}
