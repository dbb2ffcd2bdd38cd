import type { Json } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { createContext } from '../test/context';
import type { Handler } from './contract';
import { createHandlerRegistry } from './registry';
import { runHandler } from './run-handler';

/** Runs a handler that does what it is told here. */
function perform(
  execute: Handler['execute'],
  options: { input?: Json; signal?: AbortSignal; graceMs?: number } = {},
) {
  const handler: Handler = {
    ref: 'probe',
    description: 'Probe',
    input: { type: 'object' },
    output: {},
    enabledByDefault: true,
    execute,
  };
  const registry = createHandlerRegistry({
    enable: [],
    additional: [handler],
    graceMs: options.graceMs ?? 20,
  });
  return runHandler(
    registry,
    'probe',
    options.input ?? {},
    createContext(options.signal ? { signal: options.signal } : {}),
  );
}

const registry = createHandlerRegistry({ enable: [] });

describe('runHandler', () => {
  it('hands over the input and hands back the output', async () => {
    expect(await perform((input) => Promise.resolve([input]), { input: { a: 1 } })).toEqual([{ a: 1 }]);
    expect(await runHandler(registry, 'noop', null, createContext())).toBeNull();
    expect(await runHandler(registry, 'noop', { value: [1] }, createContext())).toEqual({ value: [1] });
  });

  it.each<[string, string]>([
    ['nonsense', 'unknown-handler'],
    ['shell', 'handler-disabled'],
  ])('refuses %s', async (ref, code) => {
    await expect(runHandler(registry, ref, {}, createContext())).rejects.toMatchObject({ code });
  });

  it.each<[string, Json, string]>([
    ['http', {}, '/url'],
    ['http', { url: 'http://a/', verb: 'GET' }, '/verb'],
    ['http', { url: 'http://a/', method: 'TRACE' }, '/method'],
    ['http', { url: 'http://a/', headers: { X: 1 } }, '/headers/X'],
    ['http', { url: 'http://a/', timeout: 'soon' }, '/timeout'],
    ['http', { url: 'http://a/', body: 1, text: '1' }, ''],
    ['http', { url: 'http://a/', rejectUnauthorized: false }, '/rejectUnauthorized'],
    ['load', { dataset: '../etc', records: [] }, '/dataset'],
    ['load', { dataset: 'd', records: {} }, '/records'],
    ['contract', { data: 1 }, '/schema'],
    ['transform', {}, '/value'],
    ['transform', null, ''],
    ['noop', { vlaue: 1 }, '/vlaue'],
  ])('points to the fault in the input of %s: %j', async (ref, input, pointer) => {
    await expect(runHandler(registry, ref, input, createContext())).rejects.toMatchObject({
      code: 'validation-failed',
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });

  it.each<[Json]>([[{ command: ['x'], script: 'y' }], [{}], [{ command: [] }], [{ command: 'ls -l' }]])(
    'E100 takes a command as a list, or a script, not %j',
    async (input) => {
      const shell = createHandlerRegistry({ enable: ['shell'] });
      await expect(runHandler(shell, 'shell', input, createContext())).rejects.toMatchObject({
        code: 'validation-failed',
      });
    },
  );

  it('refuses output that cannot be stored', async () => {
    await expect(perform(() => Promise.resolve({ text: 'a\0' }))).rejects.toMatchObject({
      code: 'output-invalid',
      errors: [{ pointer: '/text' }],
    });
  });

  it('lets errors through as they are', async () => {
    const known = new MaestroError('http_5xx', 'down');
    await expect(perform(() => Promise.reject(known))).rejects.toBe(known);
    const unknown = new TypeError('a mistake of ours');
    await expect(
      perform(() => {
        throw unknown;
      }),
    ).rejects.toBe(unknown);
  });

  describe('when the task is stopped', () => {
    it('does not begin', async () => {
      const execute = jest.fn<Promise<Json>, []>(() => Promise.resolve(null));
      await expect(perform(execute, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'cancelled',
      });
      expect(execute).not.toHaveBeenCalled();
    });

    it('gives up on a handler that does not listen, with the reason given', async () => {
      const controller = new AbortController();
      const running = perform(() => new Promise(() => undefined), { signal: controller.signal });
      controller.abort(new MaestroError('timeout', 'over'));
      await expect(running).rejects.toMatchObject({ code: 'timeout' });
    });

    it('lets a handler end in its own way within the grace', async () => {
      const controller = new AbortController();
      const running = perform(
        (_input, { signal }) =>
          new Promise((resolve) => signal.addEventListener('abort', () => setImmediate(resolve, 'tidy'))),
        { signal: controller.signal, graceMs: 60_000 },
      );
      controller.abort();
      expect(await running).toBe('tidy');
    });
  });
});
