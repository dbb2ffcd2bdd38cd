import type { Json, WithSecrets } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { abortReason } from './abort-reason';
import type { HandlerContext } from './contract';
import { findJsonFault } from './json-safety';
import type { HandlerRegistry, RegisteredHandler } from './registry';
import { revealInput } from './reveal-input';

const maxErrors = 20;

/**
 * Performs a task: checks the input, executes, checks that the output can be stored. Throws MaestroError:
 * `unknown-handler`, `handler-disabled`, `validation-failed` (with pointers into the input), `output-invalid`,
 * or what the handler throws; what is not a MaestroError is thrown as it is, for the caller to log.
 *
 * Secrets in the input are revealed here and nowhere else, where the handler says that it takes them. The caller masks what
 * comes back, results and errors alike.
 *
 * A handler that has not settled some seconds after `ctx.signal` aborted is given up: the promise rejects with
 * the signal's reason, and whatever the handler still does is ignored.
 */
// eslint-disable-next-line no-restricted-syntax -- where, what, with what and for whom: the order every caller has them in
export async function runHandler(
  registry: HandlerRegistry,
  ref: string,
  given: WithSecrets,
  ctx: HandlerContext,
): Promise<Json> {
  const registered = registry.get(ref) ?? refuse(registry, ref);
  const input = revealInput(given, registered);
  checkInput(registered, input);
  if (ctx.signal.aborted) throw abortReason(ctx.signal);
  const output = await abandonable(registered.execute(input, ctx), ctx.signal, registry.graceMs);
  const fault = findJsonFault(output);
  if (fault)
    throw new MaestroError('output-invalid', 'The output cannot be stored.', {
      errors: [{ pointer: fault.pointer, code: 'output-invalid', message: fault.message }],
    });
  return output;
}

function refuse(registry: HandlerRegistry, ref: string): never {
  throw registry.catalog().get(ref)?.served
    ? new MaestroError('handler-disabled', `The handler ${ref} is not enabled on this worker.`)
    : new MaestroError('unknown-handler', `This worker has no handler ${ref.slice(0, 64)}.`);
}

function checkInput(handler: RegisteredHandler, input: Json): void {
  const errors = handler.checkInput(input);
  if (errors.length > 0)
    throw new MaestroError('validation-failed', `The input of ${handler.ref} is not acceptable.`, {
      errors: errors.slice(0, maxErrors),
    });
}

/** Settles as `work` does, or rejects `graceMs` after the signal aborted. */
function abandonable<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const abort = () => {
      timer = setTimeout(() => reject(abortReason(signal)), graceMs);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  });
}
