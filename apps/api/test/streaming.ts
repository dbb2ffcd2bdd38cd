import { claimTasks, createCompleter, openSession, type Completer } from '@maestro/engine';
import { parseId } from '@maestro/persistence';
import type { Harness, TestTenant } from './harness';

export interface Frame {
  id?: string;
  event?: string;
  data?: string;
}

export interface OpenedStream {
  response: Response;
  frames: Frame[];
  /** Resolves once the stream is over. */
  done: Promise<void>;
  close(): void;
}

/** An open stream, read frame by frame. */
export async function openStream(url: string, headers: Record<string, string>): Promise<OpenedStream> {
  const controller = new AbortController();
  const response = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: controller.signal,
  });
  const frames: Frame[] = [];
  let text = '';
  const done = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) frames.push(frameIn(part));
    }
  })().catch(() => undefined);
  return { response, frames, done, close: () => controller.abort() };
}

function frameIn(part: string): Frame {
  return Object.fromEntries(
    part.split('\n').map((line) => [line.split(':', 1)[0], line.slice(line.indexOf(':') + 1).trim()]),
  );
}

/** Performs the next task of a run, as a worker would. */
export async function perform(
  { connections: { engine } }: Harness,
  tenant: TestTenant,
  { runId, n }: { runId: string; n: number },
): Promise<void> {
  const run = { tenantId: tenant.uuid, runId: parseId('run', runId) as string };
  const sessionId = await openSession(engine, { name: 'test', queues: ['default'], leaseMs: 60_000 });
  const completer: Completer = createCompleter(engine, sessionId);
  const { tasks } = await claimTasks(engine, [{ ...run, n, queue: 'default' }], sessionId);
  for (const task of tasks) {
    await completer.complete({
      run,
      plan: task.run.plan,
      n: task.n,
      token: task.token,
      from: 'running',
      outcome: { kind: 'succeeded', output: { n } },
    });
  }
  await completer.idle();
}
