import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api';
import * as fc from 'fast-check';
import { currentTraceparent, withRemoteContext, withSpan } from './trace';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** The smallest thing that carries a context through awaits. */
class Carrier implements ContextManager {
  private readonly storage = new AsyncLocalStorage<Context>();
  active = () => this.storage.getStore() ?? ROOT_CONTEXT;
  bind = <T>(_: Context, target: T) => target;
  enable = () => this;
  disable = () => this;
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    active: Context,
    fn: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.storage.run(active, () => fn.apply(self, args));
  }
}

beforeAll(() => context.setGlobalContextManager(new Carrier()));
afterAll(() => {
  context.disable();
  trace.disable();
});

describe('traceparent', () => {
  it('travels from the process that stored it to the one that reads it', async () => {
    const seen = await withRemoteContext(PARENT, async () => {
      await Promise.resolve();
      return currentTraceparent();
    });
    expect(seen).toBe(PARENT);
    expect(currentTraceparent()).toBeNull();
  });

  it('survives any ids and the sampling flag', () => {
    const hex = (length: number) =>
      fc
        .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
        .filter((id) => !/^0+$/.test(id));
    fc.assert(
      fc.property(hex(32), hex(16), fc.constantFrom('00', '01'), (traceId, spanId, flags) => {
        const parent = `00-${traceId}-${spanId}-${flags}`;
        return withRemoteContext(parent, currentTraceparent) === parent;
      }),
    );
  });

  it('is ignored where it is missing or malformed', () => {
    const zeros = `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`;
    for (const bad of [
      null,
      undefined,
      '',
      'x',
      zeros,
      PARENT.toUpperCase(),
      `${PARENT}-extra`,
      `01${PARENT.slice(2)}`,
    ]) {
      expect(withRemoteContext(bad, () => ['ran', currentTraceparent()])).toEqual(['ran', null]);
    }
  });

  it('ignores any text whatever', () => {
    fc.assert(fc.property(fc.string(), (text) => withRemoteContext(text, () => true)));
  });
});

describe('withSpan', () => {
  it('returns what the work returns and throws what it throws, tracing or not', async () => {
    await expect(withSpan('taskPerform', { run: 'run_1' }, () => Promise.resolve(7))).resolves.toBe(7);
    const fault = new Error('broken');
    await expect(withSpan('taskPerform', {}, () => Promise.reject(fault))).rejects.toBe(fault);
  });
});
