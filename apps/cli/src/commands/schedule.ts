import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table } from '../text/table';

export interface NextOptions {
  count?: string;
  past?: boolean;
}

export interface BackfillOptions {
  from: string;
  to: string;
  concurrency?: string;
  dryRun?: boolean;
}

/** What of `maestro orchestra` is about its schedule. */
export type ScheduleAction =
  | { action: 'next'; id: string; options: NextOptions }
  | { action: 'backfill'; id: string; options: BackfillOptions };

/** Shows when an orchestra fires and did fire, with the reasons, and plays what was not played. */
export async function schedule(context: Context, asked: ScheduleAction): Promise<ExitCode> {
  return asked.action === 'next'
    ? next(context, asked.id, asked.options)
    : backfill(context, asked.id, asked.options);
}

async function next(context: Context, id: string, { count, past }: NextOptions): Promise<ExitCode> {
  const query = count === undefined ? {} : { count: whole('--count', count) };
  const request = { params: { id }, query, signal: context.signal };
  const found = await context.connect().request('GET', '/api/orchestras/{id}/schedule', request);
  if (context.json) {
    context.printJson(found);
    return ExitCode.ok;
  }
  if (past) {
    const rows = found.past.map(({ at, status, deadline, run_id: run, why }) => {
      return [at, status, deadline ?? '', run ?? '', why ?? ''];
    });
    return show(context, ['SLOT', 'STATUS', 'DEADLINE', 'RUN', 'WHY'], rows);
  }
  if (!found.enabled) context.err.line('it is off: this is what it would do');
  const rows = found.next.map(({ at, begins_at: begins, local, fires, why }) => {
    return [fires ? begins : at, local ?? '', fires ? 'fires' : 'left out', why ?? ''];
  });
  return show(context, ['AT', found.timezone, 'WHAT', 'WHY'], rows);
}

async function backfill(context: Context, id: string, options: BackfillOptions): Promise<ExitCode> {
  const { from, to, concurrency, dryRun } = options;
  const body = {
    ...{ from, to },
    ...(concurrency === undefined ? {} : { concurrency: whole('--concurrency', concurrency) }),
    ...(dryRun ? { dry_run: true } : {}),
  };
  const request = { params: { id }, body, signal: context.signal };
  const asked = await context.connect().request('POST', '/api/orchestras/{id}/backfill', request);
  if (context.json) {
    context.printJson(asked);
    return ExitCode.ok;
  }
  context.err.line(`${asked.count} of ${asked.slots.length} slots ${dryRun ? 'would be' : 'are'} played`);
  const rows = asked.slots.map(({ at, plays, run_id: run }) => [at, plays ? 'plays' : 'left', run ?? '']);
  return show(context, ['SLOT', 'WHAT', 'RUN'], rows);
}

function whole(name: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new CliFault(ExitCode.usage, `${name} takes a whole number`);
}

function show(context: Context, heading: string[], rows: readonly string[][]): ExitCode {
  const cells = rows.map((row) => row.map((text) => ({ text: printable(text) })));
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
