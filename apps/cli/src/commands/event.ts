import { randomUUID } from 'node:crypto';
import type { ReceivedEvent } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { readData } from '../inputs';
import { printable } from '../text/printable';
import { table } from '../text/table';

export interface SendOptions {
  type: string;
  source: string;
  id?: string;
  subject?: string;
  data?: string;
}

export interface EventListOptions {
  type?: string;
  source?: string;
  since?: string;
}

/** What `maestro event` does, by its second word. */
export type EventAction =
  | { action: 'send'; options: SendOptions }
  | { action: 'list'; options: EventListOptions }
  | { action: 'get'; id: string };

/** So many of the last ones are shown. */
const SHOWN = 50;

/** Sends events, and shows what they began. */
export async function event(context: Context, asked: EventAction): Promise<ExitCode> {
  if (asked.action === 'send') return send(context, asked.options);
  return asked.action === 'list' ? list(context, asked.options) : get(context, asked.id);
}

async function send(context: Context, { id, data, ...attributes }: SendOptions): Promise<ExitCode> {
  const { signal } = context;
  const body = {
    ...{ specversion: '1.0' as const, id: id ?? randomUUID(), ...attributes },
    ...(data === undefined
      ? {}
      : { data: (await readData(data, context.host.stdin)) as Record<string, unknown> }),
  };
  const answer = await context.connect().request('POST', '/api/events', { body, signal });
  if (context.json) context.printJson(answer);
  for (const sent of context.json ? [] : answer.events) {
    const repeated = sent.repeated ? ' (came before)' : '';
    context.out.line(`${printable(sent.id)}${repeated}`);
    showFirings(context, sent.firings);
  }
  return ExitCode.ok;
}

async function list(context: Context, filter: EventListOptions): Promise<ExitCode> {
  const query = { ...filter, limit: SHOWN };
  const { data } = await context.connect().request('GET', '/api/events', { query, signal: context.signal });
  if (context.json) {
    context.printJson(data);
    return ExitCode.ok;
  }
  const heading = ['ID', 'RECEIVED', 'TYPE', 'SOURCE', 'SUBJECT'];
  const cells = data.map(({ id, received_at: at, type, source, subject }: ReceivedEvent) =>
    [id, at, type, source, subject ?? ''].map((text) => ({ text: printable(text) })),
  );
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}

async function get(context: Context, id: string): Promise<ExitCode> {
  const request = { params: { id }, signal: context.signal };
  const found = await context.connect().request('GET', '/api/events/{id}', request);
  if (context.json) {
    context.printJson(found);
    return ExitCode.ok;
  }
  context.out.line(
    `${printable(found.type)} from ${printable(found.source)}, ${printable(found.received_at)}`,
  );
  context.out.line(printable(JSON.stringify(found.data)));
  showFirings(context, found.firings);
  return ExitCode.ok;
}

interface Firing {
  trigger: string;
  status: string;
  reason: string | null;
  detail: string | null;
  run_id: string | null;
}

/** What an event began, and what it did not. */
function showFirings(context: Context, firings: readonly Firing[]): void {
  for (const { trigger, status, reason, detail, run_id: run } of firings) {
    const parts = [status, run, reason, detail].flatMap((part) => part ?? []);
    context.out.line(`  ${printable(trigger)}: ${parts.map(printable).join(' · ')}`);
  }
}
