import type { Run } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { formatDuration } from '../text/duration';
import { printable } from '../text/printable';
import { Board } from './board';
import { LineView, LiveView, type View } from './view';

/** How long the server may be away before following it is given up. */
export const GIVE_UP_AFTER_MS = 120_000;

export interface WatchOptions {
  /** Milliseconds to wait for the end at most. Default: without limit. */
  timeoutMs?: number;
}

/**
 * Shows a run until it ends and resolves to it. Throws CliFault when the time is up and the reason of the
 * context's signal on Ctrl-C; in both cases the run goes on.
 */
export async function watchRun(context: Context, run: Run, { timeoutMs }: WatchOptions): Promise<Run> {
  const client = context.connect();
  const limit = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signal = limit ? AbortSignal.any([context.signal, limit]) : context.signal;
  const params = { id: run.id };
  let view: View | undefined;
  try {
    view = await openView(context, run, signal);
    const onInterrupted = connectionNotes(view);
    for await (const event of client.streamEvents(run.id, {
      signal,
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      onInterrupted,
    })) {
      view.event(event);
    }
    return await client.request('GET', '/api/runs/{id}', { params, signal });
  } catch (error) {
    if (!context.signal.aborted && limit?.aborted) {
      const waited = formatDuration(timeoutMs ?? 0);
      throw new CliFault(
        ExitCode.waitTimeout,
        `${run.id} has not ended within ${waited}; it goes on`,
        hints(run.id),
      );
    }
    throw error;
  } finally {
    view?.close();
    if (context.signal.aborted) {
      context.err.line(`Detached. ${printable(run.id)} goes on: ${hints(run.id)}`);
    }
  }
}

/** Where to look next when the command no longer watches. */
export function hints(runId: string): string {
  const id = printable(runId);
  return `follow it with \`maestro logs ${id} -f\`, cancel it with \`maestro cancel ${id}\``;
}

async function openView(context: Context, run: Run, signal: AbortSignal): Promise<View> {
  if (!context.err.live) return new LineView(context.err);
  const board = new Board(run);
  const { data } = await context
    .connect()
    .request('GET', '/api/runs/{id}/tasks', { params: { id: run.id }, signal });
  board.seed(data);
  return new LiveView(context.err, board);
}

/** Says once per outage that the connection is gone; a server that merely closes and reopens is no news. */
export function connectionNotes(view: Pick<View, 'note'>): (fault: Error | undefined) => void {
  let last: string | undefined;
  return (fault) => {
    if (fault && fault.message !== last) view.note(`${printable(fault.message)}; connecting again`);
    last = fault?.message;
  };
}
