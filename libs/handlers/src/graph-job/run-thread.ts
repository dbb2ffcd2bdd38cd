import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { abortReason } from '../abort-reason';
import type { FromThread, GraphTask } from './words';

/** Built beside this file. */
export const threadEntry = join(__dirname, 'thread.js');

/** A graph at its limits takes less; what takes more ends the thread and not the worker. */
const HEAP_MB = 2_048;

/**
 * Computes in a thread of its own: whatever it takes, the worker's own loop goes on. The thread is ended as the signal aborts.
 *
 * @throws MaestroError what the computation throws; `limit-exceeded` where its memory is not enough; the signal's reason
 */
export async function runThread(
  task: GraphTask,
  { entry, signal, report }: { entry: string; signal: AbortSignal; report: (fraction: number) => void },
): Promise<Json> {
  // What is loaded ahead of the service, such as telemetry, is not for the thread.
  const thread = new Worker(entry, {
    workerData: task,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  const end = () => void thread.terminate();
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await new Promise<Json>((resolve, reject) => {
      thread.on('message', (word: FromThread) => {
        if (word.kind === 'progress') return report(word.fraction);
        if (word.kind === 'done') return resolve(word.answer);
        const { code, detail, retryable, errors } = word.problem;
        reject(new MaestroError(code, detail, { retryable, errors }));
      });
      thread.on('error', (error) => reject(outOfMemory(error) ?? error));
      thread.on('exit', () =>
        reject(signal.aborted ? abortReason(signal) : new Error('the thread has ended')),
      );
    });
  } finally {
    signal.removeEventListener('abort', end);
    await thread.terminate();
  }
}

function outOfMemory(error: Error & { code?: string }): MaestroError | null {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return null;
  return new MaestroError('limit-exceeded', `The job needs more than ${HEAP_MB} MiB of memory.`);
}
