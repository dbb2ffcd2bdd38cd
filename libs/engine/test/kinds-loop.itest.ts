import type { Json } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { prepareTask } from '../src/prepare-task';
import { cancelRun, type ClaimedTask } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { createPlayer, type Handler, type PlayerOptions } from './kinds-driver';
import {
  failed,
  loopNode,
  mapNode,
  pathOf,
  range,
  shape,
  statusOf,
  taskOf,
  tasksOf,
  withInputs,
} from './kinds-plans';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

interface Seen {
  item?: Json;
  index?: number;
  round?: number;
  tasks: Record<string, { output: Json }>;
}

async function see(task: ClaimedTask): Promise<Seen> {
  return (await prepareTask(harness.engine, task, new Date(0))) as unknown as Seen;
}

async function play(
  plan: Parameters<Harness['start']>[0],
  handler: Handler,
  options: PlayerOptions = {},
  inputs = {},
) {
  const run = await harness.start(withInputs(plan), inputs);
  await (await createPlayer(harness, handler, options)).drain();
  return run;
}

/** A loop of two tasks, n1 and n2; until what n2 says in a round is true. */
const loop = (max: number, on_error: 'fail' | 'continue' = 'fail') =>
  planOf(
    [{ ...loopNode('tasks.n2.output == "enough"', { max, reads: [2] }), on_error }, {}, { reads: [1] }],
    [{ from: 1, to: 2 }],
    shape(1, [0, 1, 2]),
  );
const enoughAt =
  (round: number): Handler =>
  (task) =>
    succeed(task.node === 2 && pathOf(task) === round ? 'enough' : `${task.node}:${pathOf(task)}`);

describe('a loop', () => {
  it('goes on until its condition is true, one round after the other', async () => {
    const run = await play(loop(10), enoughAt(2), { take: 1 });
    expect(await taskOf(harness, run, 0)).toMatchObject({ status: 'succeeded', output: 'enough' });
    expect((await tasksOf(harness, run)).map(({ idx }) => idx)).toEqual([null, 0, 0, 1, 1, 2, 2]);
    expect(await statusOf(harness, run)).toBe('succeeded');
  });

  it('fails after the rounds it may make', async () => {
    const run = await play(loop(3), enoughAt(7));
    expect(await taskOf(harness, run, 0)).toMatchObject({ status: 'failed', error: { code: 'loop-limit' } });
    expect(await tasksOf(harness, run)).toHaveLength(7);
  });

  it('fails with a round, and its own `on_error` decides what that means', async () => {
    const bad: Handler = (task) => (pathOf(task) === 1 ? failed('dry') : succeed('more'));
    const run = await play(loop(5), bad);
    const { status, error } = await taskOf(harness, run, 0);
    expect([status, error?.code, error?.detail]).toEqual([
      ...['failed', 'round-failed', 'Round 2 failed: command-failed: dry'],
    ]);
    expect(await statusOf(harness, await play(loop(5, 'continue'), bad))).toBe('completed');
  });

  it('fails where its condition has no value', async () => {
    const plan = planOf([loopNode('tasks.n1.output.none', { reads: [1] }), {}], [], shape(1, [0, 1, 1]));
    const run = await play(plan, () => succeed({ some: 1 }));
    expect(await taskOf(harness, run, 0)).toMatchObject({ error: { code: 'expression-error' } });
  });

  it('tells its tasks the round and what went before in it; outside its names mean the last round', async () => {
    const plan = planOf(
      [loopNode('round == 3 && index == 2', { max: 9 }), { reads: [2, 3] }, {}, { reads: [2] }],
      [
        { from: 0, to: 1 },
        { from: 2, to: 3 },
      ],
      shape(2, [0, 2, 2]),
    );
    const seen: unknown[] = [];
    const run = await play(plan, async (task) => {
      const { round, index, tasks } = await see(task);
      seen.push([
        task.node,
        round,
        index,
        Object.fromEntries(Object.entries(tasks).map(([id, t]) => [id, t.output])),
      ]);
      return succeed(`${task.node}/${round}`);
    });
    expect(seen.slice(0, 2)).toEqual([
      [2, 1, 0, {}],
      [3, 1, 0, { n2: '2/1' }],
    ]);
    expect(seen.at(-1)).toEqual([1, undefined, undefined, { n2: '2/3', n3: '3/3' }]);
    expect(await statusOf(harness, run)).toBe('succeeded');
  });

  it('stops when its run is cancelled between two rounds', async () => {
    const run = await harness.start(withInputs(loop(10)));
    const player = await createPlayer(harness, enoughAt(9));
    const [task] = await player.claim();
    await player.play(task as ClaimedTask);
    await player.completer.idle();
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect((await tasksOf(harness, run)).map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'skipped',
    ]);
    expect(await statusOf(harness, run)).toBe('cancelled');
    harness.inbox.length = 0;
  });
});

describe('maps and loops in each other', () => {
  const owner = (...bodies: [number, number, number][]) => shape(1, ...bodies);

  it('a map in a map: each inner one has the items of its own item', async () => {
    // n0 over lists: n1 over the item of n0: n2.
    const plan = planOf(
      [mapNode('${{ inputs.list }}', { max: 2 }), mapNode('${{ item }}', { body: 1, max: 2 }), {}],
      [],
      owner([0, 1, 1], [1, 2, 1]),
    );
    const list = [[1, 2, 3], [], [4], [5, 6]];
    const run = await play(
      plan,
      async (task) => succeed((await see(task)).item ?? null),
      { slots: 3 },
      { list },
    );
    expect((await taskOf(harness, run, 0)).output).toEqual(list);
  });

  it('a loop in a map: item, index and round are told apart', async () => {
    const plan = planOf(
      [
        mapNode('${{ inputs.list }}', { max: 3 }),
        loopNode('tasks.n2.output >= item', { body: 1, max: 9, reads: [2] }),
        {},
      ],
      [],
      owner([0, 1, 1], [1, 2, 1]),
    );
    const list = [1, 3, 2];
    const run = await play(plan, async (task) => succeed((await see(task)).round ?? null), {}, { list });
    expect((await taskOf(harness, run, 0)).output).toEqual(list);
  });

  it('a map in a loop: every round has items of its own', async () => {
    const plan = planOf(
      [
        loopNode('size(tasks.n1.output) == 3', { max: 9, reads: [1] }),
        mapNode('${{ [1, 2, 3].filter(x, x <= round) }}', {
          body: 1,
        }),
        {},
      ],
      [],
      owner([0, 1, 1], [1, 2, 1]),
    );
    const run = await play(plan, async (task) => succeed((await see(task)).item ?? null));
    expect((await taskOf(harness, run, 0)).output).toEqual([1, 2, 3]);
  });

  it('an inner map winds down with the item around it, and the outer one says why', async () => {
    // n0: items of n1 (a map of n4), n2 (fails in item 1), n3 after both.
    const plan = planOf(
      [mapNode(range(3), { max: 3, tolerate: true }), mapNode(range(50), { body: 1, max: 5 }), {}, {}, {}],
      [
        { from: 1, to: 3 },
        { from: 2, to: 3 },
      ],
      owner([0, 1, 3], [1, 4, 1]),
    );
    const run = await harness.start(plan);
    const player = await createPlayer(harness, (task) => {
      if (task.node === 4) return succeed('inner');
      return task.node === 2 && pathOf(task) === 1 ? failed('stop') : succeed('outer');
    });
    const [outer] = await player.claim();
    await player.play(outer as ClaimedTask);
    await player.completer.idle();
    const items = await player.claim();
    for (const node of [1, 2]) {
      await Promise.all(items.filter((task) => task.node === node).map(player.play));
      await player.completer.idle();
    }
    await player.drain();
    const error = { code: 'command-failed', detail: 'stop' };
    expect((await taskOf(harness, run, 0)).output).toEqual(['outer', { error }, 'outer']);
    expect(await statusOf(harness, run)).toBe('completed');
    const cancelled = (await tasksOf(harness, run)).filter(({ status }) => status === 'cancelled');
    expect(cancelled.filter(({ node }) => node === 1)).toHaveLength(1);
    expect(cancelled.filter(({ node }) => node === 4).length).toBeGreaterThan(0);
  });

  it('an inner failure travels out through both', async () => {
    const plan = planOf(
      [mapNode(range(3), { max: 1 }), mapNode(range(3), { body: 1, max: 1 }), {}],
      [],
      owner([0, 1, 1], [1, 2, 1]),
    );
    const run = await play(plan, (task) => (pathOf(task) === 2 ? failed('deep') : succeed()));
    const { error } = await taskOf(harness, run, 0);
    expect(error?.detail).toBe('Item 0 failed: item-failed: Item 2 failed: command-failed: deep');
    expect(await statusOf(harness, run)).toBe('failed');
  });

  it('clean up in full where an `always` edge led to them', async () => {
    // n0 fails; n1, a map of n2 → n3, runs all the same.
    const plan = planOf(
      [{}, mapNode(range(4), { max: 2 }), {}, {}],
      [
        { from: 0, to: 1, on: 'always' },
        { from: 2, to: 3 },
      ],
      shape(2, [1, 2, 2]),
    );
    const run = await play(plan, (task) => (task.n === 0 ? failed() : succeed(pathOf(task))), {
      take: 1,
      slots: 5,
    });
    expect(await taskOf(harness, run, 1)).toMatchObject({ status: 'succeeded', output: range(4) });
    expect(await statusOf(harness, run)).toBe('failed');
  });
});
