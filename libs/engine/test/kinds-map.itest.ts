import type { Json } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { readResultText } from './kinds-result';
import { cancelRun, sweepRuns, type ClaimedTask } from '../src';
import { prepareTask } from '../src/prepare-task';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { createPlayer, type Handler } from './kinds-driver';
import {
  failed,
  mapNode,
  onlyMap,
  pathOf,
  range,
  shape,
  statusOf,
  taskOf,
  tasksOf,
  wideMap,
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

const index: Handler = (task) => succeed(pathOf(task));
const double: Handler = async (task) => succeed((await itemOf(task)) as number);

/** What the expressions of an item see. */
async function scopeOf(task: ClaimedTask) {
  return (await prepareTask(harness.engine, task, new Date(0))) ?? {};
}
async function itemOf(task: ClaimedTask): Promise<Json> {
  return ((await scopeOf(task)) as { item?: Json }).item ?? null;
}

async function play(plan: Parameters<Harness['start']>[0], handler: Handler, options = {}, inputs = {}) {
  const run = await harness.start(plan, inputs);
  const player = await createPlayer(harness, handler, options);
  await player.drain();
  return run;
}

describe('a map', () => {
  it('performs its body for each item, in any order, and keeps the order of its list', async () => {
    const run = await play(onlyMap('${{ inputs.list.map(x, x * 2) }}'), double, {}, { list: range(25) });
    expect(await statusOf(harness, run)).toBe('succeeded');
    expect((await taskOf(harness, run, 0)).output).toEqual(range(25).map((x) => x * 2));
  });

  it('over nothing has an empty result and no item', async () => {
    const run = await play(onlyMap([]), index);
    expect(await tasksOf(harness, run)).toMatchObject([{ status: 'succeeded', output: [] }]);
    expect(await statusOf(harness, run)).toBe('succeeded');
  });

  it.each([
    ['an object', { a: 1 }, 'wrong-type'],
    ['E062: null', null, 'wrong-type'],
    ['a text', 'abc', 'wrong-type'],
    ['E062: 100,001 items', range(100_001), 'limit-exceeded'],
  ])('over %s fails', async (_, value, code) => {
    const run = await play(onlyMap('${{ inputs.list }}'), index, {}, { list: value });
    expect(await tasksOf(harness, run)).toMatchObject([{ status: 'failed', error: { code } }]);
    expect(await statusOf(harness, run)).toBe('failed');
  });

  it('is skipped where its `when` is false', async () => {
    const plan = planOf([{ ...mapNode([1]), when: 'false' }, {}], [], shape(1, [0, 1, 1]));
    expect(await tasksOf(harness, await play(plan, index))).toMatchObject([{ status: 'skipped' }]);
  });

  it('of 10,000 items has never more than `max_parallel` open', async () => {
    const run = await harness.start(onlyMap('${{ inputs.list }}', { max: 100 }), { list: range(10_000) });
    let [open, most] = [0, 0];
    const player = await createPlayer(harness, async (task) => {
      most = Math.max(most, (open += 1));
      await Promise.resolve();
      open -= 1;
      return succeed(pathOf(task));
    });
    await player.drain();
    expect((await taskOf(harness, run, 0)).output).toEqual(range(10_000));
    expect(most).toBeLessThanOrEqual(100);
    const [frame] = await harness.sql<{ created: number }>(
      'SELECT created FROM maestro_frames WHERE run_id = $1',
      [run.runId],
    );
    expect(frame?.created).toBe(10_000);
  });

  it('costs each item the same, however many there are', async () => {
    const read = async (): Promise<number> => {
      const report = 'SELECT pg_stat_force_next_flush(), pg_sleep(0.05)';
      await Promise.all(range(6).map(() => harness.sql(report)));
      const [row] = await harness.sql<{ rows: number }>(
        `SELECT idx_tup_fetch::int AS rows FROM pg_stat_user_tables WHERE relname = 'maestro_tasks'`,
      );
      return row?.rows ?? 0;
    };
    const body: Parameters<typeof wideMap>[2] = [[{}, {}], [{ from: 1, to: 2 }]];
    const plan = withInputs(wideMap('${{ inputs.list }}', { max: 500 }, body));
    const before = await read();
    const run = await play(plan, index, {}, { list: range(2_000) });
    expect(((await read()) - before) / 4_000).toBeLessThan(50);
    expect(await statusOf(harness, run)).toBe('succeeded');
  }, 20_000);

  it('gives items to free slots of the worker without the queue', async () => {
    const run = await harness.start(onlyMap('${{ inputs.list }}', { max: 20 }), { list: range(500) });
    const player = await createPlayer(harness, index, { slots: 50 });
    const [map] = await player.claim();
    await player.play(map as ClaimedTask);
    await player.completer.idle();
    expect(harness.inbox).toEqual([]);
    await player.drain();
    expect((await taskOf(harness, run, 0)).output).toEqual(range(500));
  });

  it('tells each item its item and its index, however the list is cut into pieces', async () => {
    const list = range(2_500).map((i) => ({ i, text: 'x'.repeat(i % 200) }));
    const plan = onlyMap('${{ inputs.list }}', { max: 1_000 });
    const seen = new Map<number, unknown>();
    const run = await play(
      plan,
      async (task) => {
        const { item, index: idx } = (await scopeOf(task)) as { item?: Json; index?: number };
        seen.set(idx ?? -1, item);
        return succeed();
      },
      {},
      { list },
    );
    expect(list.every((item, i) => JSON.stringify(seen.get(i)) === JSON.stringify(item))).toBe(true);
    const [chunks] = await harness.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM maestro_frame_items WHERE run_id = $1',
      [run.runId],
    );
    expect(chunks?.count).toBeGreaterThan(2);
  });

  it('with a large result keeps it beside the row, and who reads it gets it back', async () => {
    const list = range(2_000);
    const nodes = [mapNode('${{ inputs.list }}', { max: 500 }), { reads: [0] }, {}];
    const plan = withInputs(planOf(nodes, [{ from: 0, to: 1 }], shape(2, [0, 2, 1])));
    let size = 0;
    const large = 'y'.repeat(300 * 1024);
    const run = await play(
      plan,
      async (task) => {
        if (task.n !== 1)
          return succeed({ idx: pathOf(task), text: task.place?.idx === 7 ? large : 'x'.repeat(200) });
        const scope = (await scopeOf(task)) as { tasks: Record<string, { output: Json }> };
        size = (scope.tasks.n0?.output as Json[]).length;
        return succeed();
      },
      {},
      { list },
    );
    const { output, output_ref } = await taskOf(harness, run, 0);
    expect([output, size]).toEqual([null, 2_000]);
    const result = (await readResultText(harness, output_ref)) as { idx: number; text: string }[];
    expect(result.map(({ idx }) => idx)).toEqual(list);
    expect(result[7]?.text).toBe(large);
  });
});

describe('a failed item', () => {
  const third: Handler = (task) => (pathOf(task) === 3 ? failed('no luck') : succeed(pathOf(task)));

  it('fails the map, which makes no more and says which it was', async () => {
    const run = await play(onlyMap(range(100), { max: 5 }), third);
    const { status, error } = await taskOf(harness, run, 0);
    expect([status, error?.code]).toEqual(['failed', 'item-failed']);
    expect(error?.detail).toBe('Item 3 failed: command-failed: no luck');
    expect((await tasksOf(harness, run)).length).toBeLessThan(100);
    expect(await statusOf(harness, run)).toBe('failed');
  });

  it('is in the list, where the map tolerates it', async () => {
    const run = await play(onlyMap(range(6), { max: 2, tolerate: true }), third);
    const error = { code: 'command-failed', detail: 'no luck' };
    expect((await taskOf(harness, run, 0)).output).toEqual([0, 1, 2, { error }, 4, 5]);
    expect(await statusOf(harness, run)).toBe('completed');
  });

  it('is null in the list where it was skipped, or its failure handled', async () => {
    const when = onlyMap(range(3), {}, { when: 'index != 1' });
    const skipping: Handler = async (task) =>
      (await prepareTask(harness.engine, task, new Date(0))) ? succeed(pathOf(task)) : { kind: 'skipped' };
    expect((await taskOf(harness, await play(when, skipping), 0)).output).toEqual([0, null, 2]);
    const handled = await play(onlyMap(range(5), {}, { on_error: 'continue' }), third);
    expect((await taskOf(harness, handled, 0)).output).toEqual([0, 1, 2, null, 4]);
    expect(await statusOf(harness, handled)).toBe('completed');
  });

  it('of several tasks winds down, and the others go on', async () => {
    // a → c, b → c: where `a` fails, `c` is skipped.
    const body = wideMap(range(4), { max: 2, tolerate: true }, [
      [{}, {}, {}],
      [
        { from: 1, to: 3 },
        { from: 2, to: 3, on: 'always' },
      ],
    ]);
    const run = await play(body, (task) =>
      task.node === 1 && pathOf(task) === 2 ? failed() : succeed(`${task.node} of ${pathOf(task)}`),
    );
    const error = { code: 'command-failed', detail: 'as planned' };
    expect((await taskOf(harness, run, 0)).output).toEqual(['3 of 0', '3 of 1', { error }, '3 of 3']);
    expect(await statusOf(harness, run)).toBe('completed');
  });

  it('lets what runs beside it end, and starts nothing else', async () => {
    const run = await harness.start(onlyMap(range(10), { max: 4 }));
    const player = await createPlayer(harness, index);
    const [map] = await player.claim();
    await player.play(map as ClaimedTask);
    await player.completer.idle();
    const message = harness.inbox.splice(0);
    harness.inbox.push(...message.slice(0, 2));
    const [one, two] = (await player.claim()).sort((a, b) => a.n - b.n);
    await player.completer.complete({ ...end(one as ClaimedTask), outcome: failed() });
    await player.completer.idle();
    expect((await tasksOf(harness, run)).map(({ status }) => status)).toEqual([
      ...['waiting', 'failed', 'running', 'cancelled', 'cancelled'],
    ]);
    await player.play(two as ClaimedTask);
    await player.drain();
    expect((await tasksOf(harness, run)).map(({ status }) => status)).toEqual([
      ...['failed', 'failed', 'succeeded', 'cancelled', 'cancelled'],
    ]);
  });
});

const end = ({ run, n, place, token }: ClaimedTask) => ({
  ...{ run: run.ref, plan: run.plan, n, place, token },
  from: 'running' as const,
});

describe('a map whose run is cancelled', () => {
  it('cancels what has not begun, waits for what runs, and makes no more', async () => {
    const run = await harness.start(onlyMap(range(50), { max: 10 }));
    const player = await createPlayer(harness, index);
    const [map] = await player.claim();
    await player.play(map as ClaimedTask);
    await player.completer.idle();
    const message = harness.inbox.splice(0);
    harness.inbox.push(...message.slice(0, 3));
    const running = await player.claim();
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect((await tasksOf(harness, run)).map(({ status }) => status).sort()).toEqual(
      [...Array<string>(7).fill('cancelled'), ...Array<string>(3).fill('running'), 'waiting'].sort(),
    );
    for (const task of running)
      await player.completer.complete({ ...end(task), outcome: { kind: 'cancelled' } });
    await player.drain();
    expect((await taskOf(harness, run, 0)).status).toBe('cancelled');
    expect(await statusOf(harness, run)).toBe('cancelled');
  });

  it('is cancelled before it made any item', async () => {
    const run = await harness.start(onlyMap(range(5)));
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect(await tasksOf(harness, run)).toMatchObject([{ status: 'cancelled' }]);
    harness.inbox.length = 0;
  });

  it('makes none while the run is paused, and goes on at resume', async () => {
    const run = await harness.start(onlyMap(range(6), { max: 2 }));
    const player = await createPlayer(harness, index);
    const [map] = await player.claim();
    const control = (word: string) =>
      harness.sql(`UPDATE maestro_runs SET control = '${word}' WHERE id = $1`, [run.runId]);
    await control('pause');
    await player.play(map as ClaimedTask);
    await player.drain();
    expect(await tasksOf(harness, run)).toHaveLength(1);
    await control('none');
    await harness.advance(16_000);
    await sweepRuns(harness.engine);
    await player.drain();
    expect(await statusOf(harness, run)).toBe('succeeded');
  });
});
