import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Json } from '@maestro/dsl';
import { Suspension } from '@maestro/engine';
import { capProblem, MaestroError, type Problem } from '@maestro/problems';
import type { AttemptContext } from '../performer';
import type { Children } from './children';
import type { Answered, FromChild, Job, ToChild } from './words';

/** The child ended before the attempt did: by itself, by a signal, or because its memory was full. */
export class ProcessDied extends Error {
  constructor(
    /** It had made no other attempt: nothing else can be to blame. */
    readonly alone: boolean,
    code: number | null,
    signal: NodeJS.Signals | null,
  ) {
    super(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
  }
}

export const ALONE_ENTRY = join(__dirname, 'main.js');

/** A handler that has not settled so long after it was told to stop is ended with its process. */
const KILL_MS = 2_000;

/**
 * Makes one attempt in a process that does nothing else meanwhile. The doors of `ctx` are opened from here: what is
 * said goes through it, and datasets are written by it.
 *
 * @throws ProcessDied where the process ended first; MaestroError as the handler threw it
 */
export async function runAlone(
  children: Children,
  job: Job,
  { ctx, fresh }: { ctx: AttemptContext; fresh: boolean },
): Promise<Json> {
  const taken = children.take(fresh);
  const { child } = taken;
  let killTimer: NodeJS.Timeout | undefined;
  let settled = false;
  const abort = (): void => {
    tell(child, { kind: 'abort' });
    killTimer = setTimeout(() => child.kill('SIGKILL'), KILL_MS);
  };
  const settle = <T>(end: (value: T) => void) => {
    return (value: T): void => {
      settled = true;
      end(value);
    };
  };
  try {
    return await new Promise<Json>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => reject(new ProcessDied(taken.fresh, code, signal)));
      const conversation = { child, ctx, resolve: settle(resolve), reject: settle(reject), leave: reject };
      child.on('message', (word: FromChild) => hear(word, conversation));
      tell(child, { kind: 'run', job });
      if (ctx.signal.aborted) abort();
      ctx.signal.addEventListener('abort', abort, { once: true });
    });
  } finally {
    clearTimeout(killTimer);
    ctx.signal.removeEventListener('abort', abort);
    for (const event of ['error', 'exit', 'message']) child.removeAllListeners(event);
    if (settled && !ctx.signal.aborted) children.giveBack(child);
    // What it may still do is done for nobody.
    else child.kill('SIGKILL');
  }
}

interface Conversation {
  child: ChildProcess;
  ctx: AttemptContext;
  resolve: (output: Json) => void;
  reject: (error: unknown) => void;
  /** Ends the conversation while the child still expects to be answered. */
  leave: (error: unknown) => void;
}

function hear(word: FromChild, { child, ctx, resolve, reject, leave }: Conversation): void {
  switch (word.kind) {
    case 'heartbeat':
      return ctx.heartbeat();
    case 'progress':
      return ctx.progress(word.fraction, word.message);
    case 'log':
      return ctx.log(word.level, word.message, word.fields);
    case 'bill':
      return ctx.bill(word.usage);
    case 'say':
      return ctx.say(word.piece);
    case 'ask':
      return void answer({ child, ctx, leave }, word);
    case 'done':
      return resolve(word.output);
    case 'failed':
      return reject(errorOf(word.problem));
    case 'threw':
      return reject(Object.assign(new Error(word.message), { name: word.name, stack: word.stack }));
  }
}

/** What a favour that failed for a reason of ours is answered with. */
const excuses = {
  upsert: ['service-unavailable', 'The dataset could not be written.'],
  read: ['service-unavailable', 'The dataset could not be read.'],
  describeTools: ['service-unavailable', 'The tools could not be read.'],
  modelProviders: ['service-unavailable', 'The providers of models could not be read.'],
  modelKey: ['service-unavailable', 'The key of the provider could not be read.'],
  modelTook: ['service-unavailable', 'The time could not be noted.'],
  reserveAgain: ['service-unavailable', 'The money could not be reserved.'],
  queryCollection: ['service-unavailable', 'The collection could not be searched.'],
  fillCollection: ['service-unavailable', 'The collection could not be written.'],
  callTool: ['service-unavailable', 'The tool could not be called.'],
  permit: ['policy-unavailable', 'Policy could not be asked.'],
} as const;

type Ask = Extract<FromChild, { kind: 'ask' }>;

async function answer(
  { child, ctx, leave }: Pick<Conversation, 'child' | 'ctx' | 'leave'>,
  asked: Ask,
): Promise<void> {
  try {
    tell(child, { kind: 'answered', id: asked.id, answer: await grant(ctx, asked) });
  } catch (error) {
    // What it waits for is not told to the child: the attempt is over, and so is its process.
    if (error instanceof Suspension) return leave(error);
    const [code, detail] = excuses[asked.favour];
    const known = error instanceof MaestroError ? error : new MaestroError(code, detail, { cause: error });
    tell(child, { kind: 'refused', id: asked.id, problem: capProblem(known.toProblem()) });
  }
}

function grant(ctx: AttemptContext, asked: Ask): Promise<Answered> {
  switch (asked.favour) {
    case 'upsert':
      return ctx.datasets.upsert(asked.request);
    case 'read':
      return ctx.datasets.read(asked.request);
    case 'describeTools':
      return ctx.tools.describe(asked.request);
    case 'modelProviders':
      return ctx.models.providers();
    case 'modelKey':
      return ctx.models.key(asked.request);
    case 'modelTook':
      return ctx.models.took(asked.request);
    case 'reserveAgain':
      return ctx.models.reserveAgain(asked.request);
    case 'queryCollection':
      return ctx.collections.query(asked.request);
    case 'fillCollection':
      return ctx.collections.ingest(asked.request);
    case 'callTool':
      return ctx.tools.call(asked.request);
    case 'permit':
      return ctx.permit({ url: new URL(asked.request.url), method: asked.request.method });
  }
}

function errorOf({ code, detail, retryable, errors }: Problem): MaestroError {
  return new MaestroError(code, detail, { retryable, errors });
}

function tell(child: ChildProcess, word: ToChild): void {
  // Its end is told by the event, not by what could not be said any more.
  if (child.connected) child.send(word, () => undefined);
}
