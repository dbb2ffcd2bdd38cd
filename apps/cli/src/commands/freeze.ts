import type { FreezeBreak, FreezeWindow } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile } from '../files';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

/** What is said of a window on the command line. */
export interface FreezeOptions {
  start: string;
  end?: string;
  timezone?: string;
  recurrence?: string;
  effect?: 'block' | 'defer' | 'require-approval';
  reason?: string;
  environment?: string[];
  tag?: string[];
  template?: string[];
}

export interface ImportOptions {
  effect?: string;
  environment?: string[];
  timezone?: string;
}

export interface PreviewOptions {
  from?: string;
  to?: string;
  template?: string;
}

export interface BreakOptions {
  reason: string;
  template?: string;
  run?: string;
  for?: string;
}

/** What `maestro freeze` does, by its second word. */
export type FreezeAction =
  | { action: 'list' }
  | { action: 'create'; name: string; options: FreezeOptions }
  | { action: 'import'; file: string; options: ImportOptions }
  | { action: 'preview'; options: PreviewOptions }
  | { action: 'break'; window: string; options: BreakOptions }
  | { action: 'approve'; window: string; asked: string };

const MAX_FILE = 1024 * 1024;

/** Shows, makes, foresees and breaks freeze windows. */
export async function freeze(context: Context, asked: FreezeAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context);
    case 'create':
      return create(context, asked.name, asked.options);
    case 'import':
      return importFile(context, asked.file, asked.options);
    case 'preview':
      return preview(context, asked.options);
    case 'break':
      return requestBreak(context, asked.window, asked.options);
    case 'approve':
      return approve(context, asked);
  }
}

async function list(context: Context): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const windows = await everyPage((query) => client.request('GET', '/api/freeze-windows', { query, signal }));
  return show(context, windows, windows);
}

async function create(context: Context, name: string, options: FreezeOptions): Promise<ExitCode> {
  const { environment, tag, template, ...fields } = options;
  const scope = {
    ...(environment && { environments: environment }),
    ...(tag && { tags: tag }),
    ...(template && { templates: template }),
  };
  const body = { name, ...fields, ...(Object.keys(scope).length > 0 ? { scope } : {}) };
  const { signal } = context;
  const made = await context.connect().request('POST', '/api/freeze-windows', { body, signal });
  return show(context, made, [made]);
}

/** A file that begins as an iCalendar file is one, whatever it is called. */
async function importFile(
  context: Context,
  file: string,
  { effect, environment, timezone }: ImportOptions,
): Promise<ExitCode> {
  const text = readTextFile(file, MAX_FILE);
  const query = {
    ...(effect === undefined ? {} : { effect }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(environment ? { environments: environment.join(',') } : {}),
  };
  const body = /^\uFEFF?\s*BEGIN:VCALENDAR/i.test(text) ? { ical: text } : (readJson(file, text) as object);
  const { signal } = context;
  const client = context.connect();
  const imported = await client.request('POST', '/api/freeze-windows/import', { query, body, signal });
  context.err.line(`${imported.created.length} new, ${imported.updated.length} written anew`);
  return show(context, imported, [...imported.created, ...imported.updated]);
}

async function preview(context: Context, options: PreviewOptions): Promise<ExitCode> {
  const { signal } = context;
  const query = { ...options };
  const foreseen = await context.connect().request('GET', '/api/freeze-windows/preview', { query, signal });
  if (context.json) context.printJson(foreseen);
  else {
    const rows = foreseen.data.map(({ start, end, effect, name }) => cells(start, end, effect, name));
    for (const line of table(['FROM', 'UNTIL', 'EFFECT', 'WINDOW'], rows, context.out.columns))
      context.out.line(line);
    if (foreseen.has_more) context.err.line('there is more: ask for a shorter time');
  }
  return ExitCode.ok;
}

async function requestBreak(
  context: Context,
  id: string,
  { reason, template, run, for: duration }: BreakOptions,
): Promise<ExitCode> {
  const body = {
    reason,
    ...(template === undefined ? {} : { template }),
    ...(run === undefined ? {} : { run }),
    ...(duration === undefined ? {} : { duration }),
  };
  const options = { params: { id }, body, signal: context.signal };
  const asked = await context.connect().request('POST', '/api/freeze-windows/{id}/breaks', options);
  context.err.line(
    `somebody else has to agree: maestro freeze approve ${printable(id)} ${printable(asked.id)}`,
  );
  return showBreak(context, asked);
}

async function approve(
  context: Context,
  { window, asked }: { window: string; asked: string },
): Promise<ExitCode> {
  const options = { params: { id: window, break: asked }, signal: context.signal };
  const client = context.connect();
  const agreed = await client.request('POST', '/api/freeze-windows/{id}/breaks/{break}/approve', options);
  return showBreak(context, agreed);
}

function show(context: Context, answer: unknown, windows: readonly FreezeWindow[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const rows = windows.map(({ id, effect, enabled, start, end, timezone, recurrence, name }) =>
    cells(id, enabled ? effect : 'off', start, end, timezone, recurrence ?? '', name),
  );
  const heading = ['ID', 'EFFECT', 'START', 'END', 'ZONE', 'REPEATS', 'NAME'];
  for (const line of table(heading, rows, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}

function showBreak(context: Context, { id, status, expires_at: until, ...rest }: FreezeBreak): ExitCode {
  if (context.json) context.printJson({ id, status, expires_at: until, ...rest });
  else context.out.line(`${printable(id)}: ${printable(status)}, until ${printable(until)}`);
  return ExitCode.ok;
}

function cells(...texts: string[]): Cell[] {
  return texts.map((text) => ({ text: printable(text) }));
}

function readJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliFault(ExitCode.usage, `cannot read ${file}: it is neither JSON nor iCalendar`);
  }
}
