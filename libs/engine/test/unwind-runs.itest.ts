import type { Plan } from '@maestro/dsl';
import { planOf, type EdgeDraft, type NodeDraft } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import { cancelRun, prepareTask, rescueLost, sweepRuns, type ClaimedTask, type RunRef } from '../src';
import { createHarness, succeed, type Behaviour, type Harness } from './harness';
import { violations } from './invariants';
import { work } from './waiting';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const asked = { actor: 'test', reason: null };
const error = new MaestroError('command-failed', 'as planned').toProblem();
const fail = { kind: 'failed' as const, error };

/** A plan whose nodes before `undone` are undone by nodes behind them; `last` stands for `on_failure`. */
function undoable(
  nodes: NodeDraft[],
  edges: EdgeDraft[],
  { onFailure = false, undo = {} }: { onFailure?: boolean; undo?: NodeDraft } = {},
): Plan {
  const top = nodes.length;
  const compensations = nodes.flatMap((draft, node) =>
    draft.compensate === undefined ? [] : [{ ...undo, compensates: node }],
  );
  let next = top;
  const drafts = nodes.map((draft) =>
    draft.compensate === undefined ? draft : { ...draft, compensate: next++ },
  );
  const handler = onFailure ? [{}] : [];
  const plan = planOf([...drafts, ...compensations, ...handler], edges, { top, bodies: [] });
  return { ...plan, on_failure: onFailure ? top + compensations.length : null };
}

const chainEdges = (length: number) => Array.from({ length: length - 1 }, (_, n) => ({ from: n, to: n + 1 }));

/** Which nodes were performed, in their order; with `@n` what undid task n. */
function watch(behave: Behaviour = () => succeed()): { seen: string[]; behave: Behaviour } {
  const seen: string[] = [];
  const name = ({ node, compensates }: ClaimedTask) =>
    compensates === null ? `${node}` : `${node}@${compensates}`;
  return { seen, behave: (task) => (seen.push(name(task)), behave(task)) };
}

async function runRow(run: RunRef) {
  const [row] = await harness.sql<{
    status: string;
    error: { code: string } | null;
    failed_task: number | null;
  }>('SELECT status, error, failed_task FROM maestro_runs WHERE id = $1', [run.runId]);
  return { status: row?.status, code: row?.error?.code ?? null, failedTask: row?.failed_task };
}

const sweep = async () => {
  await harness.advance(20_000);
  await sweepRuns(harness.engine, 1_000);
};

it('undoes what succeeded, in reverse, after a failure', async () => {
  const run = await harness.start(
    undoable([{ compensate: 0 }, { compensate: 0 }, { compensate: 0 }, {}], chainEdges(4)),
  );
  const { seen, behave } = watch((task) => (task.node === 3 ? fail : succeed({ of: task.node })));
  await work(harness, behave);
  expect(seen).toEqual(['0', '1', '2', '3', '6@2', '5@1', '4@0']);
  expect(await runRow(run)).toEqual({ status: 'failed', code: null, failedTask: 3 });
});

it('undoes nothing of a run that succeeds', async () => {
  const run = await harness.start(undoable([{ compensate: 0 }, {}], chainEdges(2), { onFailure: true }));
  const { seen, behave } = watch();
  await work(harness, behave);
  expect(seen).toEqual(['0', '1']);
  expect((await runRow(run)).status).toBe('succeeded');
});

it('undoes a cancelled run, and does not call that a failure', async () => {
  const run = await harness.start(undoable([{ compensate: 0 }, {}], chainEdges(2), { onFailure: true }));
  const worker = await harness.worker();
  const { seen, behave } = watch();
  const [first] = await worker.claim(harness.inbox.splice(0));
  if (first) await worker.finish(first, behave(first));
  await worker.completer.idle();
  await cancelRun(harness.engine, { ...run, ...asked });
  await work(harness, behave);
  expect(seen).toEqual(['0', '2@0']);
  expect(await runRow(run)).toEqual({ status: 'cancelled', code: null, failedTask: null });
});

it('undoes what nobody knows the end of: it timed out, or was stopped while it ran; not what said that it failed', async () => {
  const timeout = new MaestroError('timeout', 'too long').toProblem();
  const run = await harness.start(undoable([{ compensate: 0 }, { compensate: 0 }, { compensate: 0 }], []));
  const worker = await harness.worker();
  const tasks = await worker.claim(harness.inbox.splice(0));
  for (const task of tasks)
    await worker.finish(
      task,
      task.n === 0 ? fail : task.n === 1 ? { kind: 'failed', error: timeout } : { kind: 'cancelled', error },
    );
  await worker.completer.idle();
  const { seen, behave } = watch();
  await work(harness, behave);
  expect(seen.sort()).toEqual(['4@1', '5@2']);
  expect((await runRow(run)).status).toBe('failed');
});

it('goes on past a compensation that fails, and says that it did', async () => {
  const run = await harness.start(
    undoable([{ compensate: 0 }, { compensate: 0 }, {}], chainEdges(3), { onFailure: true }),
  );
  const { seen, behave } = watch((task) => (task.node === 2 || task.compensates === 1 ? fail : succeed()));
  await work(harness, behave);
  expect(seen).toEqual(['0', '1', '2', '4@1', '3@0', '5']);
  expect(await runRow(run)).toMatchObject({ status: 'failed', code: 'compensation-failed' });
});

it('fails a cancelled run that could not be undone, and then runs on_failure', async () => {
  const run = await harness.start(undoable([{ compensate: 0 }, {}], chainEdges(2), { onFailure: true }));
  const worker = await harness.worker();
  const [first] = await worker.claim(harness.inbox.splice(0));
  if (first) await worker.finish(first, succeed());
  await worker.completer.idle();
  await cancelRun(harness.engine, { ...run, ...asked });
  const { seen, behave } = watch(() => fail);
  await work(harness, behave);
  expect(seen).toEqual(['2@0', '3']);
  expect(await runRow(run)).toMatchObject({ status: 'failed', code: 'compensation-failed' });
});

it('tolerates a compensation that may fail', async () => {
  const plan = undoable([{ compensate: 0 }, {}], chainEdges(2), { undo: { on_error: 'continue' } });
  const run = await harness.start(plan);
  await work(harness, (task) => (task.node === 0 ? succeed() : fail));
  expect(await runRow(run)).toEqual({ status: 'failed', code: null, failedTask: 1 });
});

it('runs on_failure once, whose own failure changes nothing', async () => {
  const run = await harness.start(undoable([{}], [], { onFailure: true }));
  const { seen, behave } = watch(() => fail);
  await work(harness, behave);
  await sweep();
  expect(seen).toEqual(['0', '1']);
  expect(await runRow(run)).toEqual({ status: 'failed', code: null, failedTask: 0 });
});

it('sees what the node saw, and its output', async () => {
  const nodes = [{ compensate: 0 }, {}];
  const plan = undoable(nodes, chainEdges(2), { undo: { when: 'tasks.n0.output.id == 7', reads: [0] } });
  const run = await harness.start(plan);
  const scopes: unknown[] = [];
  const worker = await harness.worker();
  for (let i = 0; i < 3; i += 1)
    for (const task of await worker.claim(harness.inbox.splice(0))) {
      const scope = await prepareTask(harness.engine, task, new Date());
      if (task.compensates !== null) scopes.push(scope?.tasks);
      await worker.finish(task, task.node === 1 ? fail : succeed({ id: 7 }));
      await worker.completer.idle();
    }
  expect(scopes).toMatchObject([{ n0: { output: { id: 7 }, status: 'succeeded' } }]);
  expect((await runRow(run)).status).toBe('failed');
});

it('undoes items of a map and rounds, the last first, each with its own number', async () => {
  const plan = planOf([{ kind: 'map' }, {}, { compensate: 3 }, { compensates: 2 }], [{ from: 0, to: 1 }], {
    top: 2,
    bodies: [{ owner: 0, first: 2, width: 1, result: 2 }],
  });
  const run = await harness.start(plan);
  const worker = await harness.worker();
  const [map] = await worker.claim(harness.inbox.splice(0));
  // Its items, as the map would have made and run them.
  for (const idx of [0, 1, 2])
    await harness.sql(
      `INSERT INTO maestro_tasks (tenant_id, run_id, n, node, status, join_any, undecided, queue, parent_n, idx, attempt,
                                  token, session_id, ready_at, started_at, finished_at)
       VALUES ($1, $2, $3, 2, 'succeeded', false, 0, 'default', 0, $4, 1, 1, $5, maestro_now(), maestro_now(), maestro_now())`,
      [run.tenantId, run.runId, 2 + idx, idx, worker.sessionId],
    );
  await harness.sql('UPDATE maestro_runs SET next_n = 5 WHERE id = $1', [run.runId]);
  if (map) await worker.finish(map, succeed([]));
  await worker.completer.idle();
  const { seen, behave } = watch((task) => (task.node === 1 ? fail : succeed()));
  await work(harness, behave);
  expect(seen).toEqual(['1', '3@4', '3@3', '3@2']);
  expect((await runRow(run)).status).toBe('failed');
});

it('undoes a run whose outputs cannot be made', async () => {
  const plan = undoable([{ compensate: 0 }], [], { onFailure: true });
  const run = await harness.start({
    ...plan,
    outputs: { x: '${{ tasks.n0.output.missing }}' },
    result_reads: [0],
  });
  const { seen, behave } = watch(() => succeed({}));
  await work(harness, behave);
  expect(seen).toEqual(['0', '1@0', '2']);
  expect(await runRow(run)).toMatchObject({ status: 'failed', code: 'expression-error' });
});

describe('whatever gets lost', () => {
  const plan = undoable([{ compensate: 0 }, { compensate: 0 }, {}], chainEdges(3), { onFailure: true });
  const behaviour: Behaviour = (task) => (task.node === 2 ? fail : succeed());

  it('goes on where messages are dropped: the sweep sends them again', async () => {
    const run = await harness.start(plan);
    const { seen, behave } = watch(behaviour);
    const worker = await harness.worker();
    for (let i = 0; i < 20 && (await runRow(run)).status !== 'failed'; i += 1) {
      const tasks = await worker.claim(harness.inbox.splice(0));
      for (const task of tasks) await worker.finish(task, behave(task));
      await worker.completer.idle();
      harness.inbox.splice(0);
      await sweep();
      await harness.sql(
        `UPDATE maestro_worker_sessions SET expires_at = maestro_now() + interval '1 hour' WHERE id = $1`,
        [worker.sessionId],
      );
    }
    expect(seen).toEqual(['0', '1', '2', '4@1', '3@0', '5']);
    expect((await runRow(run)).status).toBe('failed');
  });

  it('goes on where a worker dies with a compensation, which is then made again', async () => {
    const run = await harness.start(plan);
    const { seen, behave } = watch(behaviour);
    const worker = await harness.worker();
    while (harness.inbox.length > 0 && !seen.includes('2')) {
      for (const task of await worker.claim(harness.inbox.splice(0))) await worker.finish(task, behave(task));
      await worker.completer.idle();
    }
    const [dying] = await worker.claim(harness.inbox.splice(0));
    expect(dying?.compensates).toBe(1);
    await harness.advance(7_000);
    await rescueLost(harness.engine);
    await work(harness, behave);
    expect(seen).toEqual(['0', '1', '2', '4@1', '3@0', '5']);
    if (dying) expect((await worker.finish(dying, succeed())).state).toBe('stale');
    expect((await runRow(run)).status).toBe('failed');
  });

  it('starts each one once, however many look at once', async () => {
    const run = await harness.start(plan);
    const { seen, behave } = watch(behaviour);
    const worker = await harness.worker();
    for (let i = 0; i < 30 && (await runRow(run)).status !== 'failed'; i += 1) {
      const tasks = await worker.claim(harness.inbox.splice(0));
      for (const task of tasks) await worker.finish(task, behave(task));
      await Promise.all([worker.completer.idle(), sweep(), sweep(), sweep()]);
      await harness.sql(
        `UPDATE maestro_worker_sessions SET expires_at = maestro_now() + interval '1 hour' WHERE id = $1`,
        [worker.sessionId],
      );
    }
    expect(seen).toEqual(['0', '1', '2', '4@1', '3@0', '5']);
    const numbers = await harness.sql<{ n: number }>(
      'SELECT n FROM maestro_tasks WHERE run_id = $1 ORDER BY n',
      [run.runId],
    );
    expect(numbers.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
