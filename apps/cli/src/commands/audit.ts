import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

export interface AuditListOptions {
  actor?: string;
  action?: string;
  subject?: string;
  from?: string;
  to?: string;
  limit: string;
}

/** Who did what, newest first. */
export async function listAudit(context: Context, { limit, ...filter }: AuditListOptions): Promise<ExitCode> {
  const rows = Number(limit);
  if (!Number.isInteger(rows) || rows < 1 || rows > 500)
    throw new CliFault(ExitCode.usage, '--limit takes a number from 1 to 500');
  const query = { ...filter, limit: rows };
  const answer = await context.connect().request('GET', '/api/audit', { query, signal: context.signal });
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const cells = answer.data.map(({ at, actor, action, subject, detail }): Cell[] =>
    [at, actor, action, subject ?? '', JSON.stringify(detail)].map((text) => ({ text: printable(text) })),
  );
  for (const line of table(['AT', 'ACTOR', 'ACTION', 'SUBJECT', 'DETAIL'], cells, context.out.columns))
    context.out.line(line);
  if (answer.page.has_more) context.err.line('There are more; --limit shows up to 500');
  return ExitCode.ok;
}

export interface AuditExportOptions {
  from?: string;
  file?: string;
}

/** The audit chain, as lines of JSON that `maestro audit verify` takes. */
export async function exportAudit(context: Context, { from, file }: AuditExportOptions): Promise<ExitCode> {
  if (from !== undefined && !/^[1-9][0-9]{0,14}$/.test(from))
    throw new CliFault(ExitCode.usage, '--from takes the number of a record, from 1');
  const first = from === undefined ? undefined : Number(from);
  const pieces = context.connect().exportAudit({ from: first, signal: context.signal });
  if (file === undefined) {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const piece of pieces) {
      const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) context.out.line(line);
    }
    return ExitCode.ok;
  }
  const out = createWriteStream(file, { mode: 0o600 });
  for await (const piece of pieces) if (!out.write(piece)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
  context.err.line(`The audit chain is in ${printable(file)}`);
  return ExitCode.ok;
}
