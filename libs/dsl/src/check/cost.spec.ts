import { compileDocument } from '../compile';
import type { Diagnostic } from '../diagnostics/diagnostic';
import type { Json } from '../json';
import type { Plan } from '../plan';
import { formatMoney, parseMoney } from '../money';

function read(document: Json): { plan: Plan | null; diagnostics: Diagnostic[] } {
  const result = compileDocument(document);
  return result.ok ? { plan: result.plan, diagnostics: [] } : { plan: null, diagnostics: result.diagnostics };
}

const graph = (cost: Json, more: Record<string, Json> = {}) => ({
  nodes: [
    { id: 'first', kind: 'task', ref: 'noop' },
    { id: 'ask', kind: 'task', ref: 'noop', cost, ...more },
    { id: 'last', kind: 'task', ref: 'noop' },
  ],
  edges: [
    { from: 'first', to: 'ask' },
    { from: 'ask', to: 'last' },
  ],
});

const faults = (cost: Json) => {
  const { diagnostics } = read(graph(cost) as Json);
  return diagnostics.map(({ mst, pointer }) => `${mst} ${pointer}`);
};

describe('the cost of a node', () => {
  it('is an amount, or a model and its tokens, and makes the node ask before it begins', () => {
    const declared = read(
      graph({ worst_case: '0.02 USD', used: 'tasks.ask.output.usd + tasks.first.attempt * 0.1' }) as Json,
    );
    expect(declared.plan?.nodes[1]).toMatchObject({
      light: false,
      cost: { worst_case: '0.02 USD', used: expect.stringContaining('ask'), reads: [0, 1], model: null },
    });
    const model = {
      model: 'm-1',
      max_input_tokens: 100,
      max_output_tokens: '${{ inputs.n }}',
      input_tokens: 'tasks.ask.output.read',
      output_tokens: '7',
    };
    expect(faults(model)).toEqual([]);
    expect(read(graph(model) as Json).plan?.nodes[1]?.cost).toMatchObject({ max_input_tokens: 100 });
  });

  it.each<[Json, string[]]>([
    [{}, ['MST1102 /nodes/1/cost']],
    [{ worst_case: '5 EUR' }, ['MST1104 /nodes/1/cost/worst_case']],
    [{ worst_case: '-1 USD' }, ['MST1104 /nodes/1/cost/worst_case']],
    [{ worst_case: '1000000000000000000 USD' }, ['MST1104 /nodes/1/cost/worst_case']],
    [{ worst_case: 5 }, ['MST1103 /nodes/1/cost/worst_case']],
    [{ worst_case: '1 USD', price: 1 }, ['MST1101 /nodes/1/cost/price']],
    [{ worst_case: '1 USD', max_input_tokens: 1 }, ['MST1114 /nodes/1/cost/max_input_tokens']],
    [{ model: 'm' }, ['MST1102 /nodes/1/cost', 'MST1102 /nodes/1/cost']],
    [{ model: 'm', max_input_tokens: -1, max_output_tokens: 1 }, ['MST1104 /nodes/1/cost/max_input_tokens']],
    [{ worst_case: '1 USD', used: 'tasks.last.output' }, ['MST1305 /nodes/1/cost/used']],
    [{ worst_case: '${{ tasks.ask.output }} USD' }, ['MST1305 /nodes/1/cost/worst_case']],
    ['1 USD', ['MST1103 /nodes/1/cost']],
  ])('%j is refused where it is at fault', (cost, expected) => expect(faults(cost)).toEqual(expected));

  it('is for tasks alone', () => {
    const { diagnostics } = read({
      nodes: [{ id: 'w', kind: 'wait', for: '1s', cost: { worst_case: '1 USD' } }],
    });
    expect(diagnostics[0]).toMatchObject({ mst: 'MST1113' });
  });
});

describe('the budget of a run', () => {
  const compiled = (budget: Json) =>
    read({
      apiVersion: 'maestro/v1',
      kind: 'Workflow',
      spec: { budget, nodes: [{ id: 'a', kind: 'task', ref: 'noop' }] },
    });

  it('is kept in micro-dollars', () =>
    expect(compiled({ cap: '5.00 USD' }).plan?.budget).toEqual({ cap: 5_000_000 }));

  it('says what becomes of attempts that it does not reach for', () =>
    expect(compiled({ cap: '1 USD', on_exhausted: 'fail' }).plan?.budget).toEqual({
      cap: 1_000_000,
      on_exhausted: 'fail',
    }));

  it.each<[Json, string]>([
    [{ cap: 'NaN USD' }, '/spec/budget/cap'],
    [{ cap: '-1 USD' }, '/spec/budget/cap'],
    [{ cap: '1 EUR' }, '/spec/budget/cap'],
    [{ cap: '1 USD', on_exhausted: 'cry' }, '/spec/budget/on_exhausted'],
    [{ cap: '1 USD', soft: true }, '/spec/budget/soft'],
    [{}, '/spec/budget'],
  ])('E121 %j is refused', (budget, pointer) =>
    expect(compiled(budget).diagnostics.map((one) => one.pointer)).toEqual([pointer]),
  );
});

it.each([
  ['0.02 USD', 20_000],
  ['5 USD', 5_000_000],
  ['0.000001 USD', 1],
  ['999999999.999999 USD', 999_999_999_999_999],
])('%s is %d micro-dollars', (text, micros) => {
  expect(parseMoney(text)).toBe(micros);
  expect(parseMoney(formatMoney(micros))).toBe(micros);
});

it.each(['', '5', '5.0000001 USD', '5 usd', '1e3 USD', 'Infinity USD'])('%j is no amount', (text) =>
  expect(parseMoney(text)).toBeNull(),
);
