import { plainMetadata } from '../plan-defaults';
import { codesOf, edges, faultsOf, planOf, spec, task } from '../../test/faults';

const of = (fields: Record<string, unknown>) =>
  spec({ ...fields, nodes: [task('a'), task('b')], edges: edges('a>b') });

describe('concurrency of runs', () => {
  it.each([
    [{ limit: 1 }, { key: 'run', limit: 1, on_busy: 'queue' }],
    [{ key: 'nightly', limit: 100_000, on_busy: 'skip' }, { key: 'nightly', limit: 100_000, on_busy: 'skip' }],
    [{ key: '${{ inputs.c }}/${{ env.E }}', limit: 2, on_busy: 'replace' }, { key: '${{ inputs.c }}/${{ env.E }}', limit: 2, on_busy: 'replace' }],
    [{ limit: 2, on_busy: 'coalesce' }, { key: 'run', limit: 2, on_busy: 'coalesce' }],
  ])('%j', (concurrency, planned) => {
    expect(planOf(of({ env: { E: 1 }, concurrency })).concurrency).toEqual(planned);
  }); // prettier-ignore

  it.each([
    [{}, 'missing-field '],
    [{ key: 'k' }, 'missing-field '],
    [{ limit: 0 }, 'out-of-range /limit'],
    [{ limit: 1, on_busy: 'drop' }, 'out-of-range /on_busy'],
    [{ limit: 1, key: 'x'.repeat(256) }, 'out-of-range /key'],
    [{ limit: 1, key: '${{ tasks.a.output }}' }, 'unknown-name /key'],
    [{ limit: 1, key: '${{ step_failed("a") }}' }, 'unknown-name /key'],
    [{ limit: 1, key: '${{ run.id }}' }, 'unknown-name /key'],
    [{ limit: 1, key: '${{ trigger }}' }, 'unknown-name /key'],
    [{ limit: 1, key: '${{ item }}' }, 'unknown-name /key'],
    [{ limit: 1, key: '${{ env.NOPE }}' }, 'unknown-name /key'],
    [{ limit: 1, per: '1s' }, 'unknown-field /per'],
  ])('%j is refused', (concurrency, expected) => {
    expect(codesOf(of({ concurrency }))).toEqual([expected.replace(' ', ' /spec/concurrency')]);
  });

  it('says what names there are before a run starts', () => {
    expect(faultsOf(of({ concurrency: { limit: 1, key: '${{ run.id }}' } }))[0]).toMatchObject({
      message: '"run" has no value here',
      help: 'names here: inputs, env',
    });
  });
});

describe('deadline and grace', () => {
  it.each([
    [{ deadline: '3653d', grace: '0s' }, 315_619_200_000, 0],
    [{ deadline: '2147483648ms', grace: '30s' }, 2_147_483_648, 30_000],
    [{}, null, 0],
  ])('%j', (fields, deadline, grace) => {
    const plan = planOf(of(fields));
    expect([plan.deadline_ms, plan.grace_ms]).toEqual([deadline, grace]);
  });

  it.each([
    [{ deadline: '0s' }, 'out-of-range /spec/deadline'],
    [{ deadline: '3654d' }, 'out-of-range /spec/deadline'],
    [{ deadline: 7200 }, 'out-of-range /spec/deadline'],
    [{ deadline: '${{ inputs.d }}' }, 'out-of-range /spec/deadline'],
    [{ grace: '-1s' }, 'out-of-range /spec/grace'],
    [{ grace: [] }, 'wrong-type /spec/grace'],
  ])('%j is refused', (fields, expected) => expect(codesOf(of(fields))).toEqual([expected]));
});

describe('on_failure', () => {
  it('reads the nodes of the top level, whatever comes before what', () => {
    const given = {
      text: '${{ tasks.b.status }} ${{ tasks.a.error.message }} ${{ run.id }} ${{ inputs.x }}',
    };
    const plan = planOf(of({ on_failure: { ref: 'tell', with: given } }));
    expect(plan.on_failure).toBe(2);
    expect(plan.nodes[2]).toMatchObject({
      id: 'run.on_failure',
      kind: 'task',
      ref: 'tell',
      with: given,
      reads: [0, 1],
      compensates: null,
      body: null,
    });
    expect([plan.top, plan.openSinks]).toEqual([2, 1]);
  });

  it.each([
    [{ ref: 'tell', with: '${{ tasks.c.output }}' }, 'unknown-name /with'],
    [{ ref: 'tell', with: '${{ tasks.t.output }}' }, 'not-an-ancestor /with'],
    [{ ref: 'tell', with: '${{ round }}' }, 'unknown-name /with'],
    [{ ref: 'tell', when: 'true' }, 'unknown-field /when'],
    [{ with: {} }, 'missing-field '],
    [{ ref: '5' }, 'unknown-handler /ref'],
  ])('%j is refused', (on_failure, expected) => {
    const l = { id: 'l', kind: 'loop', until: 'true', body: { nodes: [task('t')] } };
    expect(codesOf(spec({ on_failure, nodes: [l] }))).toEqual([expected.replace(' ', ' /spec/on_failure')]);
  });

  it('is a handler to the catalog', () => {
    const handlers = new Map([['noop', { input: { type: 'object' } }]]);
    expect(codesOf(of({ on_failure: { ref: 'tell' } }), { handlers })).toEqual([
      'unknown-handler /spec/on_failure/ref',
    ]);
  });
});

describe('attestations', () => {
  const wrapped = (attestations: unknown) => {
    const document = JSON.parse(spec({ nodes: [task('a')] })) as object;
    return JSON.stringify({ ...document, attestations });
  };

  it('are kept in the plan', () => {
    const full = {
      predicate_type: 'https://example.com/reviewed',
      subject: 'sha256:ab',
      signed_by: 'security',
    };
    expect(planOf(wrapped([full, { predicate_type: 'x' }])).attestations).toEqual([
      full,
      { predicate_type: 'x', subject: null, signed_by: null },
    ]);
    expect(planOf(spec({ nodes: [task('a')] })).attestations).toEqual([]);
  });

  it.each([
    [{}, 'wrong-type '],
    [[{}], 'missing-field /0'],
    [[{ predicate_type: 'x'.repeat(513) }], 'out-of-range /0/predicate_type'],
    [[{ predicate_type: 'x', signed_by: 'Some Body' }], 'invalid-name /0/signed_by'],
    [[{ predicate_type: 'x', until: 'y' }], 'unknown-field /0/until'],
    [Array.from({ length: 17 }, () => ({ predicate_type: 'x' })), 'limit-exceeded '],
  ])('%j is refused', (attestations, expected) => {
    expect(codesOf(wrapped(attestations))).toEqual([expected.replace(' ', ' /attestations')]);
  });
});

describe('metadata', () => {
  const about = (metadata: Record<string, unknown>) => spec({ nodes: [task('a')] }, metadata);

  it('is in the plan', () => {
    const metadata = {
      pipeline_kind: 'outreach',
      capabilities: ['reads mail', 'sends mail'],
      cost_estimate: '0.40 USD',
      purpose: 'two\nlines',
      authority: 'the board',
      licence: 'Apache-2.0',
    };
    expect(planOf(about(metadata)).metadata).toEqual({ ...plainMetadata, ...metadata });
    expect(planOf(about({})).metadata).toEqual(plainMetadata);
  });

  it.each([
    [{ pipeline_kind: 'Out Reach' }, 'invalid-name /pipeline_kind'],
    [{ capabilities: 'mail' }, 'wrong-type /capabilities'],
    [{ capabilities: [5] }, 'wrong-type /capabilities/0'],
    [{ capabilities: ['x'.repeat(257)] }, 'out-of-range /capabilities/0'],
    [{ capabilities: Array.from({ length: 65 }, () => 'x') }, 'limit-exceeded /capabilities'],
    [{ cost_estimate: '$0.40' }, 'invalid-name /cost_estimate'],
    [{ cost_estimate: 0.4 }, 'wrong-type /cost_estimate'],
    [{ purpose: 'x'.repeat(4_097) }, 'out-of-range /purpose'],
    [{ authority: 'x'.repeat(257) }, 'out-of-range /authority'],
    [{ licence: 'a\u202Eb' }, 'out-of-range /licence'],
    [{ license: 'MIT' }, 'unknown-field /license'],
  ])('%j is refused', (metadata, expected) => {
    expect(codesOf(about(metadata))).toEqual([expected.replace(' ', ' /metadata')]);
  });
});
