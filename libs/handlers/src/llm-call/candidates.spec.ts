import type { ModelPrice } from '@maestro/models';
import type { OfferedProvider } from '../model-door';
import { candidatesOf } from './candidates';
import type { LlmInput } from './input';
import { promptOf, type Prompt } from './prompt';

const prompt = (bytes = 10): Prompt => ({
  messages: [{ role: 'user', content: 'x'.repeat(bytes) }],
  ...{ tools: [], schema: null },
});
const price = (input: number, output: number, call = 0): ModelPrice => ({
  ...{ input_nanos: input, output_nanos: output, call_nanos: call },
});

function provider(name: string, more: Partial<OfferedProvider> = {}): OfferedProvider {
  return {
    ...{ name, kind: 'openai', base_url: 'https://x.example/v1', secret: null, stream: true, enabled: true },
    ...{ region: null, data_classes: [], rules: [], barred: null, data_labels: [], latency: {} },
    ...{ models: [{ name: 'm', context_tokens: 1_000 }], prices: { m: price(1_000, 1_000) } },
    ...more,
  };
}

const ask: LlmInput = { model: 'm', prompt: 'x', max_tokens: 100 };
const order = (input: Partial<LlmInput>, providers: OfferedProvider[], attempt = 1) =>
  candidatesOf({ ...ask, ...input }, prompt(), { providers, attempt }).map(
    ({ provider: { name }, model }) => `${name}/${model.name}`,
  );
const refusal = (input: Partial<LlmInput>, providers: OfferedProvider[], bytes?: number) => {
  try {
    candidatesOf({ ...ask, ...input }, prompt(bytes), { providers, attempt: 1 });
  } catch (error) {
    return (error as { code: string }).code;
  }
  return null;
};

const cheap = provider('cheap', { prices: { m: price(1, 1) }, latency: { m: 900 } });
const dear = provider('dear', { prices: { m: price(50, 50) }, latency: { m: 90 }, region: 'eu' });
const unpriced = provider('unpriced', { prices: {}, latency: { m: 10 } });
const unmeasured = provider('unmeasured', { prices: { m: price(9, 9) } });

describe('who is asked first', () => {
  it('is as written, unless it goes by cost or latency; what nobody knows goes last', () => {
    const all = [unpriced, dear, unmeasured, cheap];
    expect(order({}, all)).toEqual(['unpriced/m', 'dear/m', 'unmeasured/m', 'cheap/m']);
    expect(order({ route: { by: 'cost' } }, all)).toEqual([
      'cheap/m',
      'unmeasured/m',
      'dear/m',
      'unpriced/m',
    ]);
    expect(order({ route: { by: 'latency' } }, all)).toEqual([
      'unpriced/m',
      'dear/m',
      'cheap/m',
      'unmeasured/m',
    ]);
  });

  it('goes by what was declared until something is measured', () => {
    const quick = provider('quick', { models: [{ name: 'm', context_tokens: 1_000, latency_ms: 50 }] });
    expect(order({ route: { by: 'latency' } }, [dear, quick])).toEqual(['quick/m', 'dear/m']);
  });

  it('counts a price for each call, and both rounds of an answer that has to conform', () => {
    const perCall = provider('per-call', { prices: { m: price(0, 0, 5_000) } });
    expect(order({ route: { by: 'cost' } }, [perCall, dear])).toEqual(['per-call/m', 'dear/m']);
    const dearest = provider('dearest', { prices: { m: price(0, 0, 50_000_000) } });
    expect(order({ route: { by: 'cost' } }, [dearest, dear])).toEqual(['dear/m', 'dearest/m']);
  });

  it('never goes round what must hold, however cheap or quick', () => {
    const eu = { route: { by: 'cost' as const, regions: ['eu'] } };
    expect(order(eu, [cheap, dear, unpriced])).toEqual(['dear/m']);
    const may = provider('may', { data_classes: ['pii', 'secret'], prices: { m: price(90, 90) } });
    expect(order({ route: { by: 'cost', data_classes: ['pii'] } }, [cheap, may])).toEqual(['may/m']);
    const labelled = [cheap, may].map((each) => ({ ...each, data_labels: ['pii'] }));
    expect(order({ route: { by: 'latency' } }, labelled)).toEqual(['may/m']);
    expect(order({}, [{ ...cheap, barred: 'is closed' }, dear])).toEqual(['dear/m']);
  });

  it('is somebody else in a further attempt, each model once', () => {
    const input = { fallback: [{ provider: 'dear', model: 'm' }, { model: 'n' }] };
    const other = provider('other', { models: [{ name: 'n', context_tokens: 500 }] });
    expect(order(input, [cheap, dear, other])).toEqual(['cheap/m', 'dear/m', 'other/n']);
    expect(order(input, [cheap, dear, other], 2)).toEqual(['dear/m', 'other/n', 'cheap/m']);
    expect(order(input, [cheap, dear, other], 4)).toEqual(['cheap/m', 'dear/m', 'other/n']);
  });
});

describe('nobody is asked', () => {
  it.each([
    ['E107', { route: { regions: ['mars'] } }, [cheap], 'policy-denied'],
    ['E107', {}, [{ ...cheap, data_labels: ['pii'] }], 'policy-denied'],
    [
      'E112',
      {},
      [{ ...cheap, barred: 'answers at an address that the tenant does not allow' }],
      'policy-denied',
    ],
    ['E113', { max_tokens: 1_000 }, [cheap], 'context-too-large'],
    ['E113', { max_cost: '0.000001 USD' }, [dear], 'budget-exceeded'],
    ['E113', { max_cost: '5.00 USD' }, [unpriced], 'unknown-model'],
    [
      'E113',
      { max_tokens: 900 },
      [provider('p', { models: [{ name: 'm', context_tokens: 1_000, max_output_tokens: 800 }] })],
      'out-of-range',
    ],
    ['', { model: 'other' }, [cheap], 'unknown-model-provider'],
  ] as const)('%s %j', (_, input, providers, code) => {
    expect(refusal(input as Partial<LlmInput>, [...providers] as OfferedProvider[])).toBe(code);
  });

  it('E113 whose context the prompt alone exceeds', () => {
    expect(refusal({}, [cheap], 5_000)).toBe('context-too-large');
  });

  it('and the gravest reason is told first', () => {
    expect(refusal({ route: { regions: ['eu'] }, max_tokens: 1_000 }, [cheap, dear])).toBe('policy-denied');
  });
});

it('max_cost leaves those that may cost no more', () => {
  expect(order({ max_cost: '0.000001 USD' }, [dear, cheap, unpriced])).toEqual(['cheap/m']);
  const local = provider('local', { kind: 'rules', prices: {} });
  expect(order({ max_cost: '0.00 USD' }, [dear, local])).toEqual(['local/m']);
});

it('E113 ten megabytes are refused whoever is asked, before any provider is looked at', async () => {
  const tools = { describe: () => Promise.resolve([]), call: () => Promise.reject(new Error('not called')) };
  const asked = { model: 'm', prompt: 'x'.repeat(10 * 1024 * 1024) };
  await expect(promptOf(asked, tools)).rejects.toMatchObject({ code: 'context-too-large', retryable: false });
});
