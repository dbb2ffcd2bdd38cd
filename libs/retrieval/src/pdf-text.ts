import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MaestroError, type ProblemCode } from '@maestro/problems';

/** Beside the sources, as it is no TypeScript: the library is a module of the newer kind. */
const THREAD = join(__dirname, '..', 'extract', 'pdf-thread.mjs');
const MAX_PAGES = 2_000;
const MEMORY_MB = 256;
const TIME_MS = 20_000;

/** How it ended in the thread. */
type Told = { text: string } | { code: ProblemCode; detail: string };

/**
 * The text of a PDF, its pages apart, found in a thread that is ended where it takes too long or too much memory.
 *
 * @throws MaestroError `validation-failed` for what is no PDF or takes too much, `limit-exceeded`
 */
export async function pdfText(
  bytes: Uint8Array,
  { maxLength, signal, timeMs = TIME_MS }: { maxLength: number; signal?: AbortSignal; timeMs?: number },
): Promise<string> {
  signal?.throwIfAborted();
  const worker = new Worker(THREAD, {
    workerData: { bytes: new Uint8Array(bytes), maxLength, maxPages: MAX_PAGES },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB, maxYoungGenerationSizeMb: 64 },
    // What the library has to say of a bad file is said by us.
    stdout: true,
    stderr: true,
    env: {},
  });
  const limit = AbortSignal.timeout(timeMs);
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const told = await new Promise<Told>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', () => reject(tooMuch('more memory than it may')));
      worker.once('exit', () => reject(tooMuch('more memory than it may')));
      stop.addEventListener('abort', () => reject(signal?.aborted ? signal.reason : tooMuch('too long')), {
        once: true,
      });
    });
    if ('text' in told) return told.text;
    throw new MaestroError(told.code, told.detail);
  } finally {
    await worker.terminate();
  }
}

function tooMuch(what: string): MaestroError {
  return new MaestroError('validation-failed', `Reading the PDF takes ${what}.`);
}
