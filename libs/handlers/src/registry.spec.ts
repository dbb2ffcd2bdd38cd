import type { AnyHandler } from './registry';
import { noopHandler } from './noop/noop.handler';
import { createHandlerRegistry } from './registry';

const named = (ref: string): AnyHandler => ({ ...noopHandler, ref });

describe('createHandlerRegistry', () => {
  it('knows every kind and says which are served', () => {
    const catalog = createHandlerRegistry({ enable: [] }).catalog();
    expect(Object.fromEntries([...catalog].map(([ref, { served }]) => [ref, served]))).toEqual({
      agent_answer: true,
      agent_call: true,
      agent_turn: true,
      check_plan: true,
      run_plan: true,
      contract: true,
      graph_job: true,
      http: true,
      llm_call: true,
      load: true,
      noop: true,
      rag_ingest: true,
      rag_query: true,
      shell: true,
      tool_call: true,
      transform: true,
    });
    expect(catalog.get('http')?.input).toMatchObject({ required: ['url'], additionalProperties: false });
  });

  it('hands out what is enabled, and shell only by name', () => {
    const plain = createHandlerRegistry({ enable: [] });
    expect(['http', 'noop', 'shell', 'agent_call', 'nonsense'].map((ref) => plain.get(ref)?.ref)).toEqual([
      'http',
      'noop',
      undefined,
      undefined,
      undefined,
    ]);
    expect(createHandlerRegistry({ enable: ['shell'] }).get('shell')).toBeDefined();
  });

  it('refuses to enable what does not exist', () => {
    expect(() => createHandlerRegistry({ enable: ['shel'] })).toThrow(
      expect.objectContaining({ code: 'unknown-handler' }),
    );
  });

  it('takes further handlers, also for a kind that was only known', () => {
    const registry = createHandlerRegistry({ enable: [], additional: [named('agent_call')] });
    expect(registry.catalog().get('agent_call')?.served).toBe(true);
    expect(registry.get('agent_call')).toBeDefined();
  });

  it('knows kinds that workers of somebody else serve', () => {
    const registry = createHandlerRegistry({ enable: [], known: ['render', 'noop'] });
    expect(registry.catalog().get('render')).toMatchObject({ input: {}, served: false });
    expect(registry.catalog().get('noop')?.served).toBe(true);
  });

  it('refuses two handlers of one name', () => {
    expect(() => createHandlerRegistry({ enable: [], additional: [named('noop')] })).toThrow(
      expect.objectContaining({ code: 'duplicate-id' }),
    );
  });

  it('refuses a handler whose schema does not compile', () => {
    const broken = { ...named('broken'), input: { type: 'nonsense' } };
    expect(() => createHandlerRegistry({ enable: [], additional: [broken] })).toThrow();
  });
});
