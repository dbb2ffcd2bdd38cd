import { basename } from 'node:path';
import type { PublishedTemplate, Run, Task } from '@maestro/client';
import type { Context } from '../context';
import { exitCodeOfRun, ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { parsePairs, readInputFile, type Inputs } from '../inputs';
import { formatDuration, parseDuration } from '../text/duration';
import { outputLines } from '../text/outputs';
import { printable } from '../text/printable';
import { isTerminal, runStatus, statusPaint, statusText } from '../text/status';
import { hints, watchRun, type WatchOptions } from '../watch/watch-run';
import { readTemplate, reportTemplateFaults, type TemplateFile } from './template-file';

export interface RunOptions {
  inputs?: string[];
  inputFile?: string;
  name?: string;
  idempotencyKey?: string;
  watch?: boolean;
  timeout?: string;
}

const FAILED_TASKS_SHOWN = 10;

/** Publishes a file, starts a run of it, and watches it where asked to. */
export async function run(context: Context, path: string, options: RunOptions): Promise<ExitCode> {
  const timeoutMs = timeoutOf(options);
  const template = readTemplate(path);
  const inputs = await collectInputs(context, options);
  const published = await publish(context, template, options.name);
  if (!published) return ExitCode.validation;
  const started = await context.connect().request('POST', '/api/runs', {
    body: {
      template_id: published.id,
      version: published.version,
      inputs,
      ...(options.idempotencyKey === undefined ? {} : { idempotency_key: options.idempotencyKey }),
    },
    signal: context.signal,
  });
  if (!context.json) context.out.line(printable(started.id));
  if (!options.watch) {
    if (context.json) context.printJson(started);
    if (!isTerminal(started.status)) context.err.line(`Started; ${hints(started.id)}`);
    return ExitCode.ok;
  }
  return watchToEnd(context, started, { timeoutMs });
}

/** Watches a run to its end, says what became of it, and exits as it did. */
export async function watchToEnd(context: Context, started: Run, options: WatchOptions): Promise<ExitCode> {
  const ended = await watchRun(context, started, options);
  await report(context, ended);
  return exitCodeOfRun(ended.status);
}

function timeoutOf({ timeout, watch }: RunOptions): number | undefined {
  if (timeout === undefined) return undefined;
  const ms = parseDuration(timeout);
  if (ms === null) throw new CliFault(ExitCode.usage, '--timeout takes a duration such as 30s, 5m or 2h');
  if (!watch) throw new CliFault(ExitCode.usage, '--timeout needs --watch');
  return ms;
}

async function collectInputs(context: Context, options: RunOptions): Promise<Inputs> {
  const pairs = parsePairs(options.inputs ?? []);
  if (options.inputFile === undefined) return pairs;
  const { stdin } = context.host;
  if (options.inputFile === '-' && stdin.isTTY && !context.options.input) {
    throw new CliFault(ExitCode.usage, '--input-file - would wait for a person, which --no-input forbids');
  }
  return { ...(await readInputFile(options.inputFile, stdin)), ...pairs };
}

/** The published template, or null after its faults have been shown. */
async function publish(
  context: Context,
  template: TemplateFile,
  name: string | undefined,
): Promise<PublishedTemplate | null> {
  try {
    const published = await context.connect().request('POST', '/api/templates', {
      body: { name: name ?? nameFromFile(template.path), source: template.text },
      signal: context.signal,
    });
    const { name: known, version, outcome } = published;
    context.err.line(`${printable(known)} version ${version} (${printable(outcome.replaceAll('_', ' '))})`);
    return published;
  } catch (error) {
    if (!reportTemplateFaults(context, template, error)) throw error;
    return null;
  }
}

/** What a graph without `metadata.name` is called; undefined where the file's name holds nothing usable. */
function nameFromFile(path: string): string | undefined {
  const stem = basename(path).replace(/(\.maestro)?\.(ya?ml|json)$/i, '');
  const name = stem
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  return name.slice(0, 63) || undefined;
}

async function report(context: Context, ended: Run): Promise<void> {
  if (context.json) context.printJson(ended);
  else {
    context.out.line(closingLine(context, ended));
    if (!ended.output) for (const line of outputLines(ended.outputs ?? {})) context.out.line(line);
  }
  if (exitCodeOfRun(ended.status) !== ExitCode.runFailed) return;
  const { data } = await context
    .connect()
    .request('GET', '/api/runs/{id}/tasks', { params: { id: ended.id } });
  for (const line of failureLines(ended, data)) context.err.line(line);
}

function closingLine({ out }: Context, ended: Run): string {
  const status = runStatus(ended);
  const took = ended.duration_ms === null ? '' : ` in ${formatDuration(ended.duration_ms)}`;
  const output = ended.output ? `: ${printable(ended.output)}` : '';
  return `${statusPaint(status, out.colors)(statusText(status))}${took}${output}`;
}

function failureLines(ended: Run, tasks: Task[]): string[] {
  const failed = tasks.filter(({ status }) => status === 'failed');
  const lines = failed.slice(0, FAILED_TASKS_SHOWN).map(({ node, error }) => {
    return `  ${printable(node)}: ${error ? `${printable(error.code)}: ${printable(error.detail)}` : 'failed'}`;
  });
  if (failed.length > FAILED_TASKS_SHOWN) lines.push(`  … and ${failed.length - FAILED_TASKS_SHOWN} more`);
  if (lines.length === 0 && ended.error)
    lines.push(`  ${printable(ended.error.code)}: ${printable(ended.error.detail)}`);
  return [
    ...lines,
    `See \`maestro status ${printable(ended.id)}\` and \`maestro logs ${printable(ended.id)}\``,
  ];
}
