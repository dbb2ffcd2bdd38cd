import type { Orchestra, OrchestraBody } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { parsePairs, type Inputs } from '../inputs';
import { printable } from '../text/printable';
import { table } from '../text/table';
import { watchToEnd } from './run';
import { schedule, type ScheduleAction } from './schedule';

/** What is said of an orchestra on the command line. */
export interface OrchestraOptions {
  name?: string;
  tag?: NonNullable<OrchestraBody['tag']>;
  description?: string;
  cron?: string;
  timezone?: string;
  schedule?: string;
  inputs?: string[];
  label?: string[];
}

export interface ListOptions {
  tag?: NonNullable<Orchestra['tag']>;
  status?: Orchestra['status'];
}

export interface PlayOptions {
  inputs?: string[];
  idempotencyKey?: string;
  watch?: boolean;
}

/** What `maestro orchestra` does, by its second word. */
export type OrchestraAction =
  | { action: 'list'; options: ListOptions }
  | { action: 'create'; score: string; options: OrchestraOptions & { name: string } }
  | { action: 'edit'; id: string; options: OrchestraOptions }
  | { action: 'get' | 'enable' | 'disable' | 'delete'; id: string }
  | { action: 'bind'; id: string; bindings: string[] }
  | { action: 'run'; id: string; options: PlayOptions }
  | ScheduleAction;

/** Shows, makes, changes, switches and plays orchestras. */
export async function orchestra(context: Context, asked: OrchestraAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context, asked.options);
    case 'get':
      return get(context, asked.id);
    case 'bind':
      return bind(context, asked.id, asked.bindings);
    case 'create':
      return create(context, asked.score, asked.options);
    case 'edit':
      return change(context, asked.id, fieldsOf(asked.options));
    case 'enable':
    case 'disable':
      return change(context, asked.id, { enabled: asked.action === 'enable' });
    case 'delete':
      return remove(context, asked.id);
    case 'run':
      return play(context, asked.id, asked.options);
    case 'next':
    case 'backfill':
      return schedule(context, asked);
  }
}

async function list(context: Context, { tag, status }: ListOptions): Promise<ExitCode> {
  const client = context.connect();
  const filter = { ...(tag && { tag: [tag] }), ...(status && { status: [status] }) };
  const rows = await everyPage((page) =>
    client.request('GET', '/api/orchestras', { query: { ...filter, ...page }, signal: context.signal }),
  );
  return show(context, rows, rows);
}

async function get(context: Context, id: string): Promise<ExitCode> {
  const request = { params: { id }, signal: context.signal };
  const found = await context.connect().request('GET', '/api/orchestras/{id}', request);
  if (context.json) {
    context.printJson(found);
    return ExitCode.ok;
  }
  for (const [name, value] of Object.entries(found)) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    context.out.line(`${name.padEnd(20)} ${printable(text)}`.trimEnd());
  }
  return ExitCode.ok;
}

/** All bindings at once: what is left out stands for itself again. */
async function bind(context: Context, id: string, pairs: readonly string[]): Promise<ExitCode> {
  const request = { params: { id }, body: { bindings: textsIn('a binding', pairs) }, signal: context.signal };
  const bound = await context.connect().request('PUT', '/api/orchestras/{id}/secret-bindings', request);
  if (context.json) context.printJson(bound);
  else
    for (const [name, secret] of Object.entries(bound.secret_bindings))
      context.out.line(printable(`${name} is ${secret}`));
  return ExitCode.ok;
}

async function create(
  context: Context,
  score: string,
  { name, ...options }: OrchestraOptions & { name: string },
): Promise<ExitCode> {
  const { signal } = context;
  const body = { ...fieldsOf(options), name, score_id: score };
  const made = await context.connect().request('POST', '/api/orchestras', { body, signal });
  context.err.line(`it is off: maestro orchestra enable ${printable(made.id)}`);
  return show(context, made, [made]);
}

async function change(
  context: Context,
  id: string,
  body: Partial<OrchestraBody> & { enabled?: boolean },
): Promise<ExitCode> {
  if (Object.keys(body).length === 0) throw new CliFault(ExitCode.usage, 'say what to change');
  const request = { params: { id }, body, signal: context.signal };
  const changed = await context.connect().request('PATCH', '/api/orchestras/{id}', request);
  return show(context, changed, [changed]);
}

async function remove(context: Context, id: string): Promise<ExitCode> {
  const request = { params: { id }, signal: context.signal };
  const was = await context.connect().request('DELETE', '/api/orchestras/{id}', request);
  if (context.json) context.printJson(was);
  else context.out.line(`${printable(was.name)} (${printable(was.id)}): deleted; its runs stay`);
  return ExitCode.ok;
}

async function play(context: Context, id: string, options: PlayOptions): Promise<ExitCode> {
  const inputs = parsePairs(options.inputs ?? []);
  const body = {
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(options.idempotencyKey === undefined ? {} : { idempotency_key: options.idempotencyKey }),
  };
  const request = { params: { id }, body, signal: context.signal };
  const run = await context.connect().request('POST', '/api/runs/by-orchestra/{id}', request);
  if (!context.json) context.out.line(printable(run.id));
  if (options.watch) return watchToEnd(context, run, {});
  if (context.json) context.printJson(run);
  return ExitCode.ok;
}

function fieldsOf({ schedule: given, inputs, label, ...plain }: OrchestraOptions): Partial<OrchestraBody> {
  return {
    ...plain,
    ...(given === undefined ? {} : { schedule: scheduleIn(given) }),
    ...(inputs ? { inputs: parsePairs(inputs) } : {}),
    ...(label ? { labels: textsIn('a label', label) } : {}),
  };
}

function scheduleIn(text: string): Inputs {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Inputs;
  } catch {
    // Told below.
  }
  throw new CliFault(ExitCode.usage, '--schedule takes a JSON object, such as {"misfire":"skip"}');
}

function textsIn(what: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new CliFault(ExitCode.usage, `${pair}: ${what} is given as key=value`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function show(context: Context, answer: unknown, rows: readonly Orchestra[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const heading = ['ID', 'STATUS', 'TAG', 'CRON', 'ZONE', 'NEXT', 'SCORE', 'NAME'];
  const cells = rows.map(({ id, status, tag, cron, timezone, next_fire_at: next, score_name: score, name }) =>
    [id, status, tag ?? '', cron, timezone, next ?? '', score, name].map((text) => ({
      text: printable(text),
    })),
  );
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
