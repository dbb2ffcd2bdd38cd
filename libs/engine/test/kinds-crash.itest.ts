import type { Plan } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { statement, type EngineDatabase, type Statement } from '@maestro/persistence';
import { advanceFrame } from '../src/frames/advance-frame';
import { createCompleter, cancelRun, rescueLost, sweepRuns, type ClaimedTask, type RunRef } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { createPlayer, type Handler } from './kinds-driver';
import { mortal } from './mortal';
import {
  failed,
  loopNode,
  mapNode,
  onlyMap,
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
});
afterAll(() => harness.close());

/** What is left of the work of the dead is found by time, leases and the sweep alone. */
async function recover(run: RunRef, handler: Handler): Promise<void> {
  for (let round = 0; (await statusOf(harness, run)).match(/queued|running|pending/); round += 1) {
    if (round > 30) throw new Error(`stuck: ${JSON.stringify(await tasksOf(harness, run))}`);
    harness.inbox.length = 0;
    await harness.advance(17_000);
    await rescueLost(harness.engine);
    await sweepRuns(harness.engine);
    await (await createPlayer(harness, handler, { slots: round % 2 ? 4 : 0 })).drain();
  }
}

interface Story {
  /** How many statements further the next worker gets. */
  stride: number;
  plan: () => Promise<Plan>;
  handler: Handler;
  ends: string;
  output: unknown;
}

const stories: Record<string, Story> = {
  'a loop in a map of several tasks': {
    stride: 2,
    // n0 over two: n1 (a loop of n3, two rounds) → n2.
    plan: async () =>
      planOf(
        [mapNode(range(2), { max: 1 }), loopNode('round == 2', { body: 1 }), {}, {}],
        [{ from: 1, to: 2 }],
        shape(1, [0, 1, 2], [1, 3, 1]),
      ),
    handler: (task) => succeed(`${task.node}:${pathOf(task)}`),
    ends: 'succeeded',
    output: ['2:0', '2:1'],
  },
  'a map that fails': {
    stride: 1,
    plan: async () =>
      planOf([mapNode(range(5), { max: 3 }), {}, {}], [{ from: 1, to: 2 }], shape(1, [0, 1, 2])),
    handler: (task) => (task.node === 1 && pathOf(task) === 1 ? failed() : succeed()),
    ends: 'failed',
    output: null,
  },
  'a map that tolerates': {
    stride: 1,
    plan: async () => planOf([mapNode(range(4), { max: 3, tolerate: true }), {}], [], shape(1, [0, 1, 1])),
    handler: (task) => (pathOf(task) === 1 ? failed() : succeed(pathOf(task))),
    ends: 'completed',
    output: [0, { error: { code: 'command-failed', detail: 'as planned' } }, 2, 3],
  },
  'a subflow in a map': {
    stride: 1,
    plan: async () => {
      const child = { ...planOf([{}], []), outputs: { said: '${{ tasks.n0.output }}' }, result_reads: [0] };
      const { templateId } = await harness.publish(child);
      const subflow = { kind: 'subflow' as const, ref: `t-${templateId}`, subflow: { version: 1 } };
      return planOf([mapNode(range(2), { max: 2 }), subflow], [], shape(1, [0, 1, 1]));
    },
    handler: () => succeed('yes'),
    ends: 'succeeded',
    output: [{ said: 'yes' }, { said: 'yes' }],
  },
};

describe.each(Object.entries(stories))('%s', (_, { plan, handler, ends, output, stride }) => {
  it('comes to the same end wherever its worker dies', async () => {
    const made = await plan();
    for (let lives = 2, alive = true; alive; lives += stride) {
      const run = await harness.start(made);
      const { engine, died } = mortal(harness, lives, lives % 3 > 0);
      const player = await createPlayer(harness, handler, {
        engine,
        take: 1,
        slots: lives % 3 ? 3 : 0,
      }).catch(() => null);
      await player?.drain().catch(() => undefined);
      alive = died();
      await recover(run, handler);
      const { status, output: result } = await taskOf(harness, run, 0);
      const end = await statusOf(harness, run);
      expect({ lives, end, result }).toEqual({ lives, end: ends, result: output });
      expect(['succeeded', 'failed']).toContain(status);
    }
  }, 120_000);
});

describe('a map', () => {
  it('makes no item twice, however many look at once', async () => {
    const run = await harness.start(onlyMap(range(300), { max: 40 }));
    const player = await createPlayer(harness, (task) => succeed(pathOf(task)));
    const [map] = await player.claim();
    await player.play(map as ClaimedTask);
    const { plan } = (map as ClaimedTask).run;
    const look = () => advanceFrame(harness.engine, createCompleter(harness.engine), { run, plan, n: 0 });
    await Promise.all(range(8).map(look));
    expect(await tasksOf(harness, run)).toHaveLength(41);
    const others = await Promise.all(
      range(3).map(() => createPlayer(harness, (task) => succeed(pathOf(task)), { slots: 8 })),
    );
    await Promise.all([...others.map((other) => other.drain()), ...range(20).map(look)]);
    await player.drain();
    expect((await taskOf(harness, run, 0)).output).toEqual(range(300));
  });

  it('gives nothing to a worker whose call arrives when it waits for it no more', async () => {
    const late: unknown[][] = [];
    const query = (async (about: Statement, values?: unknown[]) => {
      if (about.name === 'expand_frame' && late.length === 0) {
        late.push(values ?? []);
        throw new Error('Connection terminated unexpectedly');
      }
      return harness.database.query(about, values);
    }) as EngineDatabase['query'];
    const engine = { ...harness.engine, database: { ...harness.database, query } };
    const run = await harness.start(onlyMap(range(8), { max: 3 }));
    const player = await createPlayer(harness, (task) => succeed(pathOf(task)), { engine, slots: 4 });
    const [map] = await player.claim();
    await player.play(map as ClaimedTask);
    await player.completer.idle();
    // There is room again by the time it arrives.
    await harness.sql('UPDATE maestro_frames SET max_parallel = 6 WHERE run_id = $1', [run.runId]);
    const rows = await harness.database.query<{ kind: string }>(statement('expand_frame'), late[0]);
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['queued']));
    await recover(run, (task) => succeed(pathOf(task)));
    expect((await taskOf(harness, run, 0)).output).toEqual(range(8));
  });

  it('that is cancelled ends, wherever whoever cancels it dies', async () => {
    const plan = withInputs(
      planOf(
        [mapNode(range(3), { max: 3 }), mapNode(range(3), { body: 1, max: 2 }), {}, {}],
        [{ from: 1, to: 2 }],
        shape(1, [0, 1, 2], [1, 3, 1]),
      ),
    );
    for (let lives = 1, alive = true; alive; lives += 2) {
      const run = await harness.start(plan);
      const player = await createPlayer(harness, () => succeed());
      for (const depth of [0, 1]) {
        void depth;
        for (const task of await player.claim()) await player.play(task);
        await player.completer.idle();
      }
      harness.inbox.length = 0;
      const { engine, died } = mortal(harness, lives, lives % 3 > 0);
      await cancelRun(engine, { ...run, actor: 'test', reason: null }).catch(() => undefined);
      alive = died();
      await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
      await recover(run, () => succeed());
      expect(await statusOf(harness, run)).toBe('cancelled');
    }
  }, 60_000);
});
