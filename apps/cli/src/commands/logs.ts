import type { Client, RunEvent } from '@maestro/client';
import type { Context } from '../context';
import { eventLines, eventOfTask } from '../event-lines';
import { ExitCode } from '../exit-code';
import { printableJson } from '../text/printable';
import { connectionNotes, GIVE_UP_AFTER_MS } from '../watch/watch-run';

export interface LogsOptions {
  follow?: boolean;
  task?: string;
}

const PAGE_SIZE = 200;

/** A run's log entries and state changes as lines, oldest first; under `-o json` one event per line. */
export async function logs(context: Context, runId: string, options: LogsOptions): Promise<ExitCode> {
  const client = context.connect();
  const events = options.follow ? await follow(context, client, runId) : recorded(context, client, runId);
  for await (const event of events) {
    const shown = options.task === undefined ? event : eventOfTask(event, options.task);
    if (!shown) continue;
    const lines = context.json ? [printableJson(shown)] : eventLines(shown, context.out.colors);
    for (const line of lines) context.out.line(line);
  }
  return ExitCode.ok;
}

/** Asks for the run first: an address where nobody listens is no connection to wait for. */
async function follow(context: Context, client: Client, runId: string): Promise<AsyncIterable<RunEvent>> {
  const { signal, err } = context;
  await client.request('GET', '/api/runs/{id}', { params: { id: runId }, signal });
  const onInterrupted = connectionNotes({ note: (text) => err.line(text) });
  return client.streamEvents(runId, { signal, giveUpAfterMs: GIVE_UP_AFTER_MS, onInterrupted });
}

async function* recorded({ signal }: Context, client: Client, runId: string): AsyncGenerator<RunEvent> {
  let after: string | undefined;
  for (;;) {
    const { data, page } = await client.request('GET', '/api/runs/{id}/events', {
      params: { id: runId },
      query: { limit: PAGE_SIZE, after },
      signal,
    });
    yield* data;
    if (!page.has_more || page.next === null) return;
    after = page.next;
  }
}
