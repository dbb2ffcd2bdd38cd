import { compile } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { createPlayer } from './kinds-driver';
import { taskOf, tasksOf, withInputs } from './kinds-plans';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const edges = [1, 2, 3].map((to) => ({ from: 0, to, case: true }));
const decision = (otherwise: number | null) =>
  withInputs(
    planOf(
      [
        {
          kind: 'decision',
          decision: {
            cases: [
              { when: 'inputs.x > 10', to: 1 },
              { when: 'inputs.x > 5', to: 2 },
            ],
            default: otherwise,
          },
        },
        {},
        {},
        {},
      ],
      edges,
    ),
  );

async function play(plan: Parameters<Harness['start']>[0], inputs = {}) {
  const run = await harness.start(plan, inputs);
  await (await createPlayer(harness, (task) => succeed(task.n), { take: 1 })).drain();
  return run;
}

describe('a decision', () => {
  it.each([
    [20, 3, 'n1', ['succeeded', 'skipped', 'skipped']],
    [7, 3, 'n2', ['skipped', 'succeeded', 'skipped']],
    [1, 3, 'n3', ['skipped', 'skipped', 'succeeded']],
    [1, null, null, ['skipped', 'skipped', 'skipped']],
  ])('takes the first case that is true: x = %d, default %p', async (x, otherwise, chosen, branches) => {
    const run = await play(decision(otherwise), { x });
    const [first, ...rest] = await tasksOf(harness, run);
    expect([first?.status, first?.output]).toEqual(['succeeded', { case: chosen }]);
    expect(rest.map(({ status }) => status)).toEqual(branches);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('fails where a condition has no value', async () => {
    const run = await play(decision(3), { y: 1 });
    expect(await taskOf(harness, run, 0)).toMatchObject({
      status: 'failed',
      error: { code: 'expression-error' },
    });
  });

  it('goes on where a template says so', async () => {
    const run = await play(
      compiled({
        nodes: [
          { id: 'a', kind: 'task', ref: 'noop' },
          { id: 'which', kind: 'decision', cases: [{ when: 'tasks.a.output == 0', to: 'b' }], default: 'c' },
          { id: 'b', kind: 'task', ref: 'noop' },
          { id: 'c', kind: 'task', ref: 'noop' },
        ],
        edges: [{ from: 'a', to: 'which' }],
      }),
    );
    expect((await tasksOf(harness, run)).map(({ status }) => status)).toEqual([
      ...['succeeded', 'succeeded', 'succeeded', 'skipped'],
    ]);
  });
});

describe('a body with several last nodes', () => {
  it('has their outputs by id as its result', async () => {
    const body = {
      nodes: ['x', 'y', 'z'].map((id) => ({ id, kind: 'task', ref: 'noop' })),
      edges: [{ from: 'x', to: 'z' }],
    };
    const plan = compiled({ nodes: [{ id: 'each', kind: 'map', over: [1, 2], body }] });
    const run = await harness.start(plan);
    const player = await createPlayer(harness, (task) =>
      task.run.plan.nodes[task.node]?.id === 'y' && task.place?.idx === 1
        ? { kind: 'skipped' }
        : succeed(`${task.run.plan.nodes[task.node]?.id}${task.place?.idx}`),
    );
    await player.drain();
    expect((await taskOf(harness, run, 0)).output).toEqual([
      { z: 'z0', y: 'y0' },
      { z: 'z1', y: null },
    ]);
  });
});

function compiled(spec: object) {
  const text = JSON.stringify({ apiVersion: 'maestro/v1', kind: 'Workflow', spec });
  const { plan, diagnostics } = compile(text, { format: 'json' }) as ReturnType<typeof compile> & {
    plan?: Parameters<Harness['start']>[0];
    diagnostics?: unknown;
  };
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return plan;
}
