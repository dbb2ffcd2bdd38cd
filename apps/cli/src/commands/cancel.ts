import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { isTerminal, runStatus } from '../text/status';

export interface CancelOptions {
  reason?: string;
}

/** Asks for a run to be cancelled. Its tasks get their grace: the answer may come before the end. */
export async function cancel(context: Context, runId: string, { reason }: CancelOptions): Promise<ExitCode> {
  const run = await context.connect().request('POST', '/api/runs/{id}/cancel', {
    params: { id: runId },
    body: reason === undefined ? {} : { reason },
    signal: context.signal,
  });
  const id = printable(run.id);
  if (context.json) context.printJson(run);
  else context.out.line(`${id}: ${isTerminal(run.status) ? printable(runStatus(run)) : 'cancelling'}`);
  if (!isTerminal(run.status)) context.err.line(`See how it ends: maestro status ${id}`);
  return ExitCode.ok;
}
