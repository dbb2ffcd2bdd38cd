import type { StreamEvent, Topic } from '@maestro/client';
import type { Context } from '../context';
import { eventLines } from '../event-lines';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable, printableJson } from '../text/printable';
import { connectionNotes, GIVE_UP_AFTER_MS } from '../watch/watch-run';

export interface WatchOptions {
  after?: string;
}

/**
 * Shows events of topics as they come, one per line. Ends once all that was named are runs that have ended; else with
 * Ctrl-C. What cannot be gone on from is said, and under `-o json` a line `{"type":"reset"}`.
 */
export async function watch(context: Context, named: string[], { after }: WatchOptions): Promise<ExitCode> {
  const topics = named.length === 0 ? (['runs:all'] as const) : named.map(topicOf);
  const runs = topics.flatMap((topic) => (topic.startsWith('run:') ? [topic.slice('run:'.length)] : []));
  const open = new Set(runs.length === topics.length ? runs : []);
  const ending = new AbortController();
  const leave = (run: string) => {
    if (open.delete(run) && open.size === 0) ending.abort();
  };
  const client = context.connect();
  const signal = AbortSignal.any([context.signal, ending.signal]);
  const events = client.streamTopics(topics, {
    ...{ signal, giveUpAfterMs: GIVE_UP_AFTER_MS },
    ...(after === undefined ? {} : { after }),
    onInterrupted: connectionNotes({ note: (text) => context.err.line(text) }),
    onOpened: async ({ reset }) => {
      if (reset) sayReset(context);
      // What is on from now on does not tell of an end that was before.
      if (after !== undefined && !reset) return;
      for (const id of [...open]) {
        const run = await client.request('GET', '/api/runs/{id}', { params: { id }, signal });
        if (run.finished_at) leave(id);
      }
    },
  });
  try {
    for await (const event of events) {
      show(context, event);
      if (event.type === 'run.finished' && event.run_id) leave(event.run_id);
    }
  } catch (error) {
    if (!ending.signal.aborted) throw error;
  }
  return ExitCode.ok;
}

/** As the server names it; an id alone says what it is of. */
function topicOf(text: string): Topic {
  if (text.startsWith('run_')) return `run:${text}`;
  if (text.startsWith('orc_')) return `orchestra:${text}`;
  if (text === 'runs:all' || text.startsWith('run:') || text.startsWith('orchestra:')) return text as Topic;
  const expected = 'run:<id>, orchestra:<id> or runs:all';
  throw new CliFault(ExitCode.usage, `"${printable(text)}" is nothing to watch`, `say ${expected}`);
}

function show({ out, json }: Context, event: StreamEvent): void {
  if (json) return out.line(printableJson(event));
  // A slot that began nothing has no run.
  const about = out.colors.dim(printable(event.run_id ?? event.orchestra_id ?? ''));
  for (const line of eventLines(event, out.colors)) out.line(`${about}  ${line}`);
}

function sayReset({ out, err, json }: Context): void {
  if (json) out.line('{"type":"reset"}');
  else err.line('What happened meanwhile is not to be had any more: this goes on from now.');
}
