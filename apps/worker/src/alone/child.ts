import { inspect } from 'node:util';
import { createEgress, type Egress } from '@maestro/egress';
import { createHandlerRegistry, runHandler, type AnyHandler, type HandlerContext } from '@maestro/handlers';
import { capError, capProblem, MaestroError } from '@maestro/problems';
import { createMasker, maskError, noMask, type Masker } from '@maestro/secrets/mask';
import { boundedFields, boundedText } from '../bounded-log';
import { placeSecrets } from './secret-places';
import type { Answered, Asked, Favour, FromChild, Job, ToChild } from './words';

/**
 * The child's whole life: attempts one after the other, told by its parent, whose ends go back. Whatever a handler does
 * to this process, it does to nothing else. Without its parent it ends: nobody would hear its result.
 */
export function serveAttempts(options: { additional?: readonly AnyHandler[] } = {}): void {
  let controller = new AbortController();
  const sink = createSink();
  let masker = noMask;
  // What nobody catches would be printed as it is, into the log of the worker.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${inspect(maskError(capError(error), masker))}\n`);
    process.exit(1);
  });
  process.on('disconnect', () => process.exit(1));
  process.on('message', (word: ToChild) => {
    if (word.kind === 'abort') return controller.abort(new Error('stopped'));
    if (word.kind !== 'run') return sink.answer(word);
    controller = new AbortController();
    const { asks, ...reach } = word.job.reach;
    const egress = createEgress(reach);
    const door = asks ? guarded(egress, sink) : egress;
    masker = createMasker(word.job.secrets.map(({ value }) => value));
    const ctx = contextOf(word.job, { signal: controller.signal, sink, egress: door, masker });
    void perform(word.job, ctx, options).finally(() => void egress.close());
  });
}

async function perform(
  job: Job,
  ctx: HandlerContext,
  { additional }: { additional?: readonly AnyHandler[] },
): Promise<void> {
  try {
    const registry = createHandlerRegistry({ enable: job.enable, additional });
    const input = placeSecrets(job.input, job.secrets);
    say({ kind: 'done', output: ctx.masker.value(await runHandler(registry, job.ref, input, ctx)) });
  } catch (thrown) {
    const error = maskError(thrown, ctx.masker);
    if (error instanceof MaestroError) return say({ kind: 'failed', problem: capProblem(error.toProblem()) });
    const { name, message, stack = '' } = capError(error);
    say({ kind: 'threw', name, message, stack });
  }
}

function contextOf(
  job: Job,
  { signal, sink, egress, masker }: { signal: AbortSignal; sink: Sink; egress: Egress; masker: Masker },
): HandlerContext {
  return {
    ...job.about,
    signal,
    heartbeat: () => say({ kind: 'heartbeat' }),
    progress: (fraction, message) =>
      say({
        kind: 'progress',
        fraction,
        ...(message ? { message: boundedText(masker.text(String(message))) } : {}),
      }),
    log: (level, message, fields) =>
      say({
        kind: 'log',
        level,
        message: boundedText(masker.text(String(message))),
        ...(fields ? { fields: boundedFields(masker.value(fields)) } : {}),
      }),
    say: (piece) => say({ kind: 'say', piece: boundedText(masker.text(piece)) }),
    bill: (usage) => say({ kind: 'bill', usage }),
    egress,
    masker,
    datasets: {
      upsert: (request) => sink.ask('upsert', masker.value(request)),
      read: (request) => sink.ask('read', request),
    },
    models: {
      providers: () => sink.ask('modelProviders', null),
      key: (provider) => sink.ask('modelKey', provider),
      took: (about) => sink.ask('modelTook', about),
      reserveAgain: (worst) => sink.ask('reserveAgain', worst),
    },
    collections: {
      query: (request) => sink.ask('queryCollection', request),
      ingest: (request) => sink.ask('fillCollection', masker.value(request)),
    },
    tools: {
      describe: (references) => sink.ask('describeTools', references),
      call: (call) => sink.ask('callTool', call),
    },
  };
}

type Answer = Extract<ToChild, { kind: 'answered' | 'refused' }>;

/** The parent asks policy: nothing is connected to before it says so. */
function guarded(egress: Egress, { ask }: Sink): Egress {
  const permit = ({ url, method }: { url: URL; method: string }) => ask('permit', { url: url.href, method });
  return {
    request: (wanted) => egress.request({ ...wanted, permit }),
    connect: (target) => egress.connect({ ...target, permit }),
    stream: (wanted) => egress.stream({ ...wanted, permit }),
    close: () => egress.close(),
  };
}

interface Sink {
  ask<F extends Favour>(favour: F, request: Asked<F>): Promise<Answered<F>>;
  answer(word: Answer): void;
}

/** What is asked of the parent is answered in any order. */
function createSink(): Sink {
  const asked = new Map<number, (word: Answer) => void>();
  let last = 0;
  return {
    ask: <F extends Favour>(favour: F, request: Asked<F>) =>
      new Promise<Answered<F>>((resolve, reject) => {
        const id = (last += 1);
        asked.set(id, (word) => {
          if (word.kind === 'answered') return resolve(word.answer as Answered<F>);
          const { code, detail, retryable, errors } = word.problem;
          reject(new MaestroError(code, detail, { retryable, errors }));
        });
        say({ kind: 'ask', id, favour, request } as FromChild);
      }),
    answer: (word) => {
      asked.get(word.id)?.(word);
      asked.delete(word.id);
    },
  };
}

function say(word: FromChild): void {
  if (process.connected) process.send?.(word);
}
