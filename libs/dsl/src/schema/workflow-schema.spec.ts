import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import workflowSchema from '../../schema/workflow.schema.json';
import { durationPattern, nameForms, shapes, words } from '../check/vocabulary';
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
    }).toEqual(words);
  });

  it('has the same patterns and limits', () => {
    expect(defs.metadata.properties.name.pattern).toBe(nameForms.template.pattern.source);
    expect(defs.node.properties.id.pattern).toBe(nameForms.node.pattern.source);
    expect(defs.node.properties.ref.pattern).toBe(nameForms.handler.pattern.source.replace(/\\\//g, '/'));
    expect(defs.queue.pattern).toBe(nameForms.queue.pattern.source);
    expect(defs.duration.pattern).toBe(durationPattern.source);
    expect(defs.spec.properties.env.propertyNames.pattern).toBe(nameForms.constant.pattern.source);
    expect(defs.metadata.properties.labels.propertyNames.pattern).toBe(
      nameForms.label.pattern.source.replace(/\\\//g, '/'),
    );
    expect([defs.nodes.maxItems, defs.edges.maxItems]).toEqual([limits.nodes, limits.edges]);
  });

  it('agrees with the compiler about the shape of documents', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const result = compileDocument(document as Json);
        if (result.ok) expect([validate(document), validate.errors]).toEqual([true, null]);
        else if (result.diagnostics.every(({ mst }) => shapeFaults.has(mst)))
          expect(validate(document)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

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
const node = (id: string) =>
  record(
    {
      id: or(fc.constant(id)),
      kind: or(fc.constant('task')),
      ref: or(fc.constant('noop')),
      // A key that JSON Schema cannot forbid at every depth.
      with: fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
      when: or(fc.constant('1 < 2')),
      retry: or(retry),
      timeout: or(fc.constant('1h')),
      queue: or(fc.constant('fast')),
      join: or(fc.constantFrom(...words.join)),
      on_error: or(fc.constantFrom(...words.onError)),
    },
    shapes.node.required,
  );
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
