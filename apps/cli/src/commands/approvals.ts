import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { table } from '../text/table';

/** Every question that waits for people, with the task that `maestro approve` and `maestro reject` take. */
export async function approvals(context: Context): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const pending = await everyPage((page) =>
    client.request('GET', '/api/approvals', { query: { status: ['pending'], ...page }, signal }),
  );
  if (context.json) {
    context.printJson(pending);
    return ExitCode.ok;
  }
  if (pending.length === 0) context.err.line('Nothing waits for approval');
  const rows = pending.map(({ id, task_id: task, node, requested_by: by, message }) =>
    // The start of a run is asked about before there are tasks.
    [task ?? id, node ?? '(start)', by, message].map((text) => ({ text: printable(text) })),
  );
  if (rows.length > 0)
    for (const line of table(['TASK', 'NODE', 'ASKED FOR', 'QUESTION'], rows, context.out.columns))
      context.out.line(line);
  return ExitCode.ok;
}
