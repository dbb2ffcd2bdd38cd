import { readFileSync } from 'node:fs';
import type { Agent } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { parsePairs } from '../inputs';
import { printable } from '../text/printable';
import { table } from '../text/table';
import { watchToEnd } from './run';

/** What is said of an agent on the command line; each goes over what the file says. */
export interface AgentOptions {
  file?: string;
  model?: string;
  provider?: string;
  system?: string;
  tool?: string[];
  template?: string;
  description?: string;
}

export interface InvokeOptions {
  inputs?: string[];
  agentVersion?: string;
  idempotencyKey?: string;
  watch?: boolean;
}

/** What `maestro agent` does, by its second word. */
export type AgentAction =
  | { action: 'list'; tag: string | null }
  | { action: 'create' | 'edit'; name: string; options: AgentOptions }
  | { action: 'get' | 'delete' | 'versions' | 'runs'; name: string }
  | { action: 'invoke'; name: string; options: InvokeOptions };

/** Shows, makes, changes and invokes agents. */
export async function agent(context: Context, asked: AgentAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context, asked.tag);
    case 'create':
    case 'edit':
      return write(context, asked);
    case 'get':
    case 'delete':
      return one(context, asked.action, asked.name);
    case 'versions':
    case 'runs':
      return rows(context, asked.action, asked.name);
    case 'invoke':
      return invoke(context, asked.name, asked.options);
  }
}

async function list(context: Context, tag: string | null): Promise<ExitCode> {
  const client = context.connect();
  const agents = await everyPage((page) =>
    client.request('GET', '/api/agents', { query: { ...(tag && { tag }), ...page }, signal: context.signal }),
  );
  return show(context, agents, agents);
}

async function write(
  context: Context,
  { action, name, options }: { action: 'create' | 'edit'; name: string; options: AgentOptions },
): Promise<ExitCode> {
  const { signal } = context;
  const body = configurationOf(options);
  const client = context.connect();
  if (action === 'create') {
    const made = await client.request('POST', '/api/agents', { body: { ...body, name }, signal });
    return show(context, made, [made]);
  }
  if (Object.keys(body).length === 0) throw new CliFault(ExitCode.usage, 'say what to change');
  const changed = await client.request('PATCH', '/api/agents/{id}', { params: { id: name }, body, signal });
  return show(context, changed, [changed]);
}

function configurationOf({
  file,
  model,
  provider,
  system,
  tool,
  template,
  description,
}: AgentOptions): Record<string, unknown> {
  const given = file === undefined ? {} : configurationIn(file);
  const named = { ...(model && { model }), ...(provider && { provider }) };
  return {
    ...given,
    ...(Object.keys(named).length > 0
      ? { model: { ...(given['model'] as object | undefined), ...named } }
      : {}),
    ...(system === undefined ? {} : { system_prompt: system }),
    ...(tool ? { tools: tool } : {}),
    ...(template === undefined ? {} : { template }),
    ...(description === undefined ? {} : { description }),
  };
}

function configurationIn(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw new CliFault(
      ExitCode.usage,
      `${file}: ${error instanceof Error ? error.message : 'cannot be read'}`,
    );
  }
  throw new CliFault(ExitCode.usage, `${file} holds no JSON object`);
}

async function one(context: Context, action: 'get' | 'delete', name: string): Promise<ExitCode> {
  const request = { params: { id: name }, signal: context.signal };
  const client = context.connect();
  if (action === 'get') {
    context.printJson(await client.request('GET', '/api/agents/{id}', request));
    return ExitCode.ok;
  }
  const was = await client.request('DELETE', '/api/agents/{id}', request);
  if (context.json) context.printJson(was);
  else context.out.line(`${printable(was.name)} (${printable(was.id)}): deleted; its runs stay`);
  return ExitCode.ok;
}

async function rows(context: Context, action: 'versions' | 'runs', name: string): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  const params = { id: name };
  if (action === 'versions') {
    const found = await everyPage((query) =>
      client.request('GET', '/api/agents/{id}/versions', { params, query, signal }),
    );
    const cells = found.map((row) => [String(row.version), row.created_at, row.created_by, modelOf(row)]);
    return print(context, found, [['VERSION', 'MADE', 'BY', 'PLAYS'], ...cells]);
  }
  const found = await everyPage((query) =>
    client.request('GET', '/api/agents/{id}/runs', { params, query, signal }),
  );
  const cells = found.map((run) => [run.id, run.status, run.created_at, run.output ?? '']);
  return print(context, found, [['ID', 'STATUS', 'BEGAN', 'OUTPUT'], ...cells]);
}

async function invoke(context: Context, name: string, options: InvokeOptions): Promise<ExitCode> {
  const inputs = parsePairs(options.inputs ?? []);
  const body = {
    ...(Object.keys(inputs).length > 0 ? { inputs } : {}),
    ...(options.agentVersion === undefined ? {} : { version: Number(options.agentVersion) }),
    ...(options.idempotencyKey === undefined ? {} : { idempotency_key: options.idempotencyKey }),
  };
  const request = { params: { id: name }, body, signal: context.signal };
  const run = await context.connect().request('POST', '/api/agents/{id}/invoke', request);
  if (!context.json) context.out.line(printable(run.id));
  else if (!options.watch) context.printJson(run);
  return options.watch ? watchToEnd(context, run, { timeoutMs: undefined }) : ExitCode.ok;
}

function show(context: Context, answer: unknown, agents: readonly Agent[]): ExitCode {
  const cells = agents.map((row) => [
    ...[row.id, row.name, String(row.version), modelOf(row), row.tags.join(' '), row.description],
  ]);
  return print(context, answer, [['ID', 'NAME', 'VERSION', 'PLAYS', 'TAGS', 'DESCRIPTION'], ...cells]);
}

/** What answers: a model, or a template of its own. */
function modelOf({ model, template }: Pick<Agent, 'model' | 'template'>): string {
  const name = (model as { model?: unknown } | null)?.model;
  return template ?? (typeof name === 'string' ? name : '');
}

function print(context: Context, answer: unknown, [heading = [], ...cells]: readonly string[][]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const shown = cells.map((row) => row.map((text) => ({ text: printable(text) })));
  for (const line of table(heading, shown, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
