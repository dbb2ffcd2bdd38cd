import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import workflowSchema from '../../schema/workflow.schema.json';
import { durationPattern, kindShapes, lengths, nameForms, shapes, words } from '../check/vocabulary';
import { compileDocument } from '../compile';
import type { Json } from '../json';
import { limits } from '../limits';

const validate = new Ajv2020({ strict: false }).compile(workflowSchema);
const defs = workflowSchema.$defs;

describe('schema/workflow.schema.json', () => {
  it.each(Object.keys(shapes) as (keyof typeof shapes)[])('has the fields of %s, and no others', (name) => {
    const definition: { properties: object; required?: string[]; additionalProperties: boolean } = defs[name];
    expect(Object.keys(definition.properties).sort()).toEqual([...shapes[name].fields].sort());
    expect(definition.additionalProperties).toBe(false);
    expect(definition.required ?? []).toEqual(shapes[name].required);
  });

  it('has the same words', () => {
    expect({
      apiVersion: defs.document.properties.apiVersion.enum,
      documentKind: defs.document.properties.kind.enum,
      nodeKind: defs.node.properties.kind.enum,
      tag: defs.metadata.properties.tag.enum,
      join: defs.node.properties.join.enum,
      onError: defs.node.properties.on_error.enum,
      edgeOn: defs.edge.properties.on.enum,
      backoff: defs.retry.properties.backoff.enum,
      jitter: defs.retry.properties.jitter.enum,
      onItemFailure: defs.node.properties.on_item_failure.enum,
      onSignalTimeout: defs.signal.properties.on_timeout.enum,
      onApprovalTimeout: defs.approval.properties.on_timeout.enum,
      onExhausted: defs.budget.properties.on_exhausted.enum,
      onBusy: defs.run_concurrency.properties.on_busy.enum,
    }).toEqual(words);
  });

  it.each(words.nodeKind)('gives a %s the same fields', (kind) => {
    const kindsWith: Record<string, { properties: { kind: { enum: string[] } } }> =
      defs.node.dependentSchemas;
    const given = shapes.node.fields.filter(
      (field) => !kindsWith[field] || kindsWith[field].properties.kind.enum.includes(kind),
    );
    expect([...given].sort()).toEqual([...kindShapes[kind].fields].sort());
    const branch = defs.node.allOf.find((one) => one.if.properties.kind.const === kind);
    const then: { required?: string[] } = branch?.then ?? {};
    expect(then.required ?? []).toEqual(kindShapes[kind].required);
  });

  it('gives every field of a node to some kind', () => {
    const given = new Set<string>(words.nodeKind.flatMap((kind) => [...kindShapes[kind].fields]));
    expect([...given].sort()).toEqual([...shapes.node.fields].sort());
  });

  it('has the same patterns and limits', () => {
    expect(defs.metadata.properties.name.pattern).toBe(nameForms.template.pattern.source);
    expect(defs.node.properties.id.pattern).toBe(nameForms.node.pattern.source);
    const refs = new Map(
      defs.node.allOf.map((one) => [one.if.properties.kind.const, one.then.properties?.ref]),
    );
    expect(refs.get('task')?.pattern).toBe(written(nameForms.handler.pattern));
    expect(refs.get('subflow')?.pattern).toBe(nameForms.subflow.pattern.source);
    expect(defs.handler.properties.ref.pattern).toBe(written(nameForms.handler.pattern));
    expect(defs.approval.properties.approvers.items.pattern).toBe(nameForms.approver.pattern.source);
    expect(defs.metadata.properties.cost_estimate.pattern).toBe(nameForms.cost.pattern.source);
    expect(defs.metadata.properties.pipeline_kind.pattern).toBe(nameForms.pipelineKind.pattern.source);
    expect(defs.queue.pattern).toBe(nameForms.queue.pattern.source);
    expect(defs.duration.pattern).toBe(durationPattern.source);
    expect(defs.spec.properties.env.propertyNames.pattern).toBe(nameForms.constant.pattern.source);
    expect(defs.labels.propertyNames.pattern).toBe(written(nameForms.label.pattern));
    expect([defs.nodes.maxItems, defs.edges.maxItems]).toEqual([limits.nodes, limits.edges]);
    const { max_parallel, max_rounds, cases } = defs.node.properties;
    const { approvers, quorum } = defs.approval.properties;
    expect([
      max_parallel.maximum,
      max_rounds.maximum,
      cases.maxItems,
      approvers.maxItems,
      quorum.maximum,
    ]).toEqual([limits.parallel, limits.rounds, limits.cases, limits.approvers, limits.quorum]);
    expect([defs.slots.minimum, defs.slots.maximum]).toEqual([1, limits.places]);
    const { description, owner, purpose, authority, licence, capabilities } = defs.metadata.properties;
    expect(
      [description, owner, purpose, authority, licence, capabilities.items].map((one) => one.maxLength),
    ).toEqual([
      lengths.description,
      lengths.owner,
      lengths.purpose,
      lengths.authority,
      lengths.licence,
      lengths.capability,
    ]);
    expect(capabilities.maxItems).toBe(limits.capabilities);
  });

  it('agrees with the compiler about the shape of documents', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const result = compileDocument(document as Json);
        if (result.ok) expect([validate(document), validate.errors]).toEqual([true, null]);
        else if (result.diagnostics.every(({ mst }) => shapeFaults.has(mst)))
          expect(validate(document)).toBe(false);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** A pattern as JSON writes it. */
const written = (pattern: RegExp) => pattern.source.replace(/\\\//g, '/');

/** Faults that the JSON Schema can see, too. */
const shapeFaults = new Set([
  'MST1007',
  'MST1101',
  'MST1102',
  'MST1103',
  'MST1105',
  'MST1107',
  'MST1108',
  'MST1109',
  'MST1113',
  'MST1114',
  'MST1201',
]);

/** Mostly right, sometimes something else. */
const or = (value: fc.Arbitrary<unknown>, rate = 24): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: rate, arbitrary: value },
    { weight: 1, arbitrary: fc.constantFrom(null, 5, 'x', '', [], {}, true, 'Aé') },
  );
const record = (model: Record<string, fc.Arbitrary<unknown>>, requiredKeys: readonly string[]) =>
  fc
    .tuple(fc.record(model, { requiredKeys: [...requiredKeys] }), fc.integer({ min: 0, max: 25 }))
    .map(([object, surplus]) => (surplus === 0 ? { ...object, surplus: 1 } : object));
const retry = record(
  {
    max_attempts: or(fc.integer({ min: 1, max: 100 })),
    backoff: or(fc.constantFrom(...words.backoff)),
    delay: or(fc.constantFrom('1s', '500ms')),
    max_delay: or(fc.constantFrom('5m', '1d')),
    jitter: or(fc.constantFrom(...words.jitter)),
    on: or(fc.subarray(['timeout', 'http_5xx'])),
    not_on: or(fc.subarray(['timeout', 'http_4xx'])),
  },
  [],
);
/** What a field may be, mostly; a node takes those of its kind, and now and then one of another. */
const fields: Record<string, fc.Arbitrary<unknown>> = {
  ref: fc.constantFrom('noop', 'noop@3', 'x'),
  when: fc.constant('1 < 2'),
  retry,
  timeout: fc.constant('1h'),
  start_timeout: fc.constant('1m'),
  heartbeat_timeout: fc.constant('1s'),
  queue: fc.constant('fast'),
  join: fc.constantFrom(...words.join),
  on_error: fc.constantFrom(...words.onError),
  labels: fc.constant({ a: 'b' }),
  concurrency: record({ key: or(fc.constant('k')), limit: or(fc.constant(3)) }, ['key', 'limit']),
  rate_limit: record({ key: or(fc.constant('k')), limit: or(fc.constant(3)), per: or(fc.constant('1s')) }, ['limit', 'per']),
  cache: record({ key: or(fc.constant('k')), ttl: or(fc.constant('1h')) }, ['key', 'ttl']),
  compensate: record({ ref: or(fc.constant('noop')), with: fc.constant({}), queue: or(fc.constant('slow')) }, ['ref']),
  cases: fc.array(record({ when: or(fc.constant('true')), to: or(fc.constant('b')) }, ['when', 'to']), { maxLength: 2 }),
  default: fc.constant('b'),
  over: fc.constantFrom('inputs.x', '${{ inputs.x }}', [1, 2]),
  max_parallel: fc.constantFrom(1, 50, 0),
  on_item_failure: fc.constantFrom(...words.onItemFailure),
  body: record({ nodes: or(fc.constant([{ id: 'inner', kind: 'task', ref: 'noop' }])), edges: or(fc.constant([])) }, ['nodes']),
  until: fc.constantFrom('1 < 2', '2026-01-02T03:04:05Z'),
  max_rounds: fc.constantFrom(1, 10_000, 10_001),
  for: fc.constantFrom('5m', '${{ inputs.x }}'),
  covers: fc.constantFrom([], ['b']),
}; // prettier-ignore
const inputOf: Partial<Record<string, fc.Arbitrary<unknown>>> = {
  subflow: fc.constantFrom({ a: 1 }, '${{ inputs }}'),
  signal: record(
    { name: or(fc.constant('go')), timeout: or(fc.constant('1h')), on_timeout: or(fc.constant('fail')) },
    ['name'],
  ),
  approval: record(
    {
      message: or(fc.constant('ok?')),
      approvers: or(fc.subarray(['role:operator', 'key:a', 'user:b@c'])),
      quorum: or(fc.constantFrom(1, 2, 21)),
      timeout: or(fc.constant('1h')),
      on_timeout: or(fc.constantFrom(...words.onApprovalTimeout)),
    },
    ['message', 'approvers'],
  ),
};
// A key that JSON Schema cannot forbid at every depth.
const anyInput = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'));
const node = (id: string) =>
  fc.constantFrom(...words.nodeKind, 'task' as const).chain((kind) => {
    const model: Record<string, fc.Arbitrary<unknown>> = { id: or(fc.constant(id)), kind: or(fc.constant(kind), 60) };
    for (const field of kindShapes[kind].fields) {
      const value = field === 'with' ? (inputOf[kind] ?? anyInput) : fields[field];
      if (value) model[field] = or(value);
    }
    return fc
      .tuple(record(model, ['id', 'kind', ...kindShapes[kind].required]), fc.constantFrom(...Object.keys(fields)), fc.integer({ min: 0, max: 30 }))
      .chain(([plain, field, more]) => more > 0 ? fc.constant(plain) : (fields[field] ?? fc.constant(1)).map((value) => ({ ...plain, [field]: value })));
  }); // prettier-ignore
const graph = {
  nodes: or(fc.tuple(node('a'), node('b')), 60),
  edges: or(
    fc.array(
      record(
        {
          from: fc.constant('a'),
          to: fc.constant('b'),
          on: or(fc.constantFrom(...words.edgeOn)),
          when: or(fc.constant('true')),
        },
        shapes.edge.required,
      ),
      { maxLength: 1 },
    ),
  ),
};
const spec = record(
  {
    ...graph,
    inputs: or(fc.constant({ type: 'object' })),
    deadline: or(fc.constant('2h')),
    grace: or(fc.constantFrom('0s', '10s')),
    concurrency: or(
      record(
        {
          key: or(fc.constant('k')),
          limit: or(fc.constant(1)),
          on_busy: or(fc.constantFrom(...words.onBusy)),
        },
        ['limit'],
      ),
    ),
    on_failure: or(
      record({ ref: or(fc.constant('noop')), with: fc.constant({}), timeout: or(fc.constant('1s')) }, [
        'ref',
      ]),
    ),
    outputs: or(fc.constant({ x: 1 })),
    summary: or(fc.constant('done')),
    env: or(fc.constant({ A: 1 })),
    defaults: or(
      record({ retry: or(retry), timeout: or(fc.constant('5s')), queue: or(fc.constant('slow')) }, []),
    ),
  },
  shapes.spec.required,
);
const metadata = record(
  {
    name: or(fc.constant('kev')),
    description: or(fc.constant('text')),
    owner: or(fc.constant('me')),
    tag: or(fc.constantFrom(...words.tag)),
    labels: or(fc.constant({ a: 'b' })),
    pipeline_kind: or(fc.constant('outreach')),
    capabilities: or(fc.constantFrom([], ['reads mail'])),
    cost_estimate: or(fc.constantFrom('0.40 USD', '12 EUR', '1 usd')),
    purpose: or(fc.constant('why')),
    authority: or(fc.constant('who')),
    licence: or(fc.constant('MIT')),
  },
  [],
);
const documents = fc.oneof(
  record(graph, ['nodes']),
  record(
    {
      apiVersion: or(fc.constant('maestro/v1')),
      kind: or(fc.constant('Workflow')),
      metadata: or(metadata),
      spec: or(spec, 60),
    },
    shapes.document.required,
  ),
);
