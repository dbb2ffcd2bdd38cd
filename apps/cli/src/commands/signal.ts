import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { readData } from '../inputs';
import { printable } from '../text/printable';

export interface SignalOptions {
  name: string;
  data?: string;
  source?: string;
}

/** Sends a signal to a run, which keeps it until a task that waits for that name takes it. */
export async function signal(
  context: Context,
  runId: string,
  { name, data, source }: SignalOptions,
): Promise<ExitCode> {
  const payload = data === undefined ? null : await readData(data, context.host.stdin);
  const sent = await context.connect().request('POST', '/api/runs/{id}/signals/{name}', {
    params: { id: runId, name },
    body: { payload, ...(source === undefined ? {} : { source }) },
    signal: context.signal,
  });
  if (context.json) context.printJson(sent);
  else context.out.line(`${printable(sent.run_id)}: ${printable(sent.name)} sent`);
  return ExitCode.ok;
}
