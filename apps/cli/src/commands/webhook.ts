import type { Webhook, WebhookDelivery } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table } from '../text/table';

export interface WebhookOptions {
  event: string[];
  template?: string[];
  orchestra?: string[];
  description?: string;
}

/** What `maestro webhook` does, by its second word. */
export type WebhookAction =
  | { action: 'list' }
  | { action: 'create'; url: string; options: WebhookOptions }
  | { action: 'enable' | 'disable' | 'delete' | 'test' | 'deliveries' | 'replay'; id: string }
  | { action: 'rotate-secret'; id: string; overlap: string | undefined };

/** Shows, makes, switches and tests webhooks. A secret goes to standard output alone, so that it can be piped to where it is kept. */
export async function webhook(context: Context, asked: WebhookAction): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  switch (asked.action) {
    case 'list': {
      const rows = await everyPage((query) => client.request('GET', '/api/webhooks', { query, signal }));
      return show(context, rows, rows);
    }
    case 'create':
      return reveal(context, await client.request('POST', '/api/webhooks', { body: bodyOf(asked), signal }));
    case 'rotate-secret': {
      const body = overlapOf(asked.overlap);
      const request = { params: { id: asked.id }, body, signal };
      return reveal(context, await client.request('POST', '/api/webhooks/{id}/rotate-secret', request));
    }
    default:
      return one(context, asked);
  }
}

async function one(
  context: Context,
  { action, id }: { action: 'enable' | 'disable' | 'delete' | 'test' | 'deliveries' | 'replay'; id: string },
): Promise<ExitCode> {
  const client = context.connect();
  const request = { params: { id }, signal: context.signal };
  if (action === 'deliveries') {
    const rows = await everyPage((query) =>
      client.request('GET', '/api/webhooks/{id}/deliveries', { ...request, query }),
    );
    return told(context, rows, rows);
  }
  if (action === 'test' || action === 'replay') {
    const path = action === 'test' ? '/api/webhooks/{id}/test' : '/api/webhook-deliveries/{id}/replay';
    const delivery = await client.request('POST', path, request);
    return told(context, delivery, [delivery]);
  }
  const row =
    action === 'delete'
      ? await client.request('DELETE', '/api/webhooks/{id}', request)
      : await client.request('POST', `/api/webhooks/{id}/${action}`, request);
  if (action !== 'delete') return show(context, row, [row]);
  if (context.json) context.printJson(row);
  else context.out.line(`${printable(row.id)}: deleted`);
  return ExitCode.ok;
}

function bodyOf({ url, options }: { url: string; options: WebhookOptions }) {
  const { event, template, orchestra, description } = options;
  return {
    ...{ url, events: event },
    ...(template && { templates: template }),
    ...(orchestra && { orchestras: orchestra }),
    ...(description === undefined ? {} : { description }),
  };
}

/** @throws CliFault for what is no number of seconds */
export function overlapOf(text: string | undefined): { overlap_s?: number } {
  if (text === undefined) return {};
  if (!/^[0-9]{1,6}$/.test(text)) throw new CliFault(ExitCode.usage, '--overlap takes seconds, up to 604800');
  return { overlap_s: Number(text) };
}

function reveal(context: Context, made: { id: string; secret: string }): ExitCode {
  if (context.json) context.printJson(made);
  else {
    context.err.line(`${printable(made.id)}: the secret is shown this once`);
    context.out.line(printable(made.secret));
  }
  return ExitCode.ok;
}

function show(context: Context, value: unknown, rows: readonly Webhook[]): ExitCode {
  const lines = rows.map((row) => [
    row.id,
    row.enabled ? (row.failing_since ? 'failing' : 'on') : `off (${row.off_reason ?? 'manual'})`,
    row.events.join(' '),
    row.url,
  ]);
  if (context.json) context.printJson(value);
  else print(context, ['ID', 'STATE', 'EVENTS', 'URL'], lines);
  return ExitCode.ok;
}

function told(context: Context, value: unknown, rows: readonly WebhookDelivery[]): ExitCode {
  const lines = rows.map((row) => {
    const last = row.attempts.at(-1);
    const outcome = last ? (last.error ?? String(last.status)) : '-';
    return [row.id, row.status, String(row.attempts.length), outcome, row.type, row.created_at];
  });
  if (context.json) context.printJson(value);
  else print(context, ['ID', 'STATUS', 'TRIED', 'LAST', 'TYPE', 'AT'], lines);
  return ExitCode.ok;
}

function print(context: Context, heads: string[], lines: readonly string[][]): void {
  const shown = lines.map((cells) => cells.map((text) => ({ text: printable(text) })));
  for (const line of table(heads, shown, context.out.columns)) context.out.line(line);
}
