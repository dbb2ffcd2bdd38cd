import type { Client } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

const PAGE_SIZE = 200;
/** More than anybody reads; `-o json` shows all. */
const SHOWN = 200;

/** Why a run, and each of its tasks that has not ended, stands where it stands. */
export async function explain(context: Context, runId: string): Promise<ExitCode> {
  const client = context.connect();
  const { run, tasks } = await readAll(client, runId, { signal: context.signal, all: context.json });
  if (context.json) {
    context.printJson({ run, tasks });
    return ExitCode.ok;
  }
  const { out, err } = context;
  if (!run) {
    out.line('The run is over: it waits for nothing.');
    return ExitCode.ok;
  }
  out.line(`${out.colors.bold(run.code)}  ${printable(run.message)}`);
  out.line(
    out.colors.dim(`since ${printable(run.since)}, looked at again ${printable(run.looked_at_again)}`),
  );
  if (tasks.length === 0) return ExitCode.ok;
  out.line();
  const rows = tasks.map((task): Cell[] => [
    { text: printable(task.node) },
    { text: task.code },
    { text: printable(task.since) },
    { text: printable(task.message) },
  ]);
  for (const line of table(['NODE', 'WHY', 'SINCE', 'WHAT FOR'], rows, out.columns)) out.line(line);
  for (const { code, task_id: id } of tasks)
    if (code === 'APPROVAL') err.line(`Answer it with \`maestro approve ${printable(id)}\``);
  if (tasks.length >= SHOWN) err.line('There may be more; -o json shows all');
  return ExitCode.ok;
}

type Answer = Awaited<ReturnType<typeof readPage>>;

async function readAll(
  client: Client,
  runId: string,
  { signal, all }: { signal: AbortSignal; all: boolean },
): Promise<Pick<Answer, 'run' | 'tasks'>> {
  const first = await readPage(client, runId, { signal, after: undefined });
  const tasks = [...first.tasks];
  let { page } = first;
  while (page.next !== null && (all || tasks.length < SHOWN)) {
    const more = await readPage(client, runId, { signal, after: page.next });
    tasks.push(...more.tasks);
    page = more.page;
  }
  return { run: first.run, tasks };
}

function readPage(
  client: Client,
  runId: string,
  { signal, after }: { signal: AbortSignal; after: string | undefined },
) {
  return client.request('GET', '/api/runs/{id}/explain', {
    params: { id: runId },
    query: { limit: PAGE_SIZE, after },
    signal,
  });
}
