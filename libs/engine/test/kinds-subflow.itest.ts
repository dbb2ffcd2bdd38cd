import { planOf, type NodeDraft } from '@maestro/flow/testing';
import type { Plan } from '@maestro/dsl';
import { TemplateVersion } from '@maestro/persistence';
import {
  cancelRun,
  effectKey,
  rerun,
  rescueLost,
  sweepRuns,
  wakeTimers,
  type ClaimedTask,
  type RunRef,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { attempt, createPlayer, type Handler } from './kinds-driver';
import { failed, statusOf, taskOf, tasksOf, withInputs } from './kinds-plans';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  expect(harness.errors).toEqual([]);
});
afterAll(() => harness.close());

const child: Plan = {
  ...planOf([{}], []),
  inputs: { type: 'object', required: ['x'], properties: { x: { type: 'integer' } } },
  outputs: { twice: '${{ inputs.x * 2 }}', said: '${{ tasks.n0.output }}' },
  result_reads: [0],
};

async function publish(plan: Plan): Promise<string> {
  const { templateId } = await harness.publish(plan);
  return `t-${templateId}`;
}

const subflow = (ref: string, rest: NodeDraft = {}): NodeDraft => ({
  ...{ kind: 'subflow', ref, subflow: { version: 1 }, with: { x: '${{ inputs.x }}' } },
  ...rest,
});

const parentOf = (node: NodeDraft): Plan => withInputs(planOf([node, { reads: [0] }], [{ from: 0, to: 1 }]));

interface ChildRow {
  id: string;
  status: string;
  depth: number;
  priority: number;
  created_by: string;
  parent_attempt: number;
  control: string;
}

const childrenOf = (run: RunRef) =>
  harness.sql<ChildRow>(
    'SELECT * FROM maestro_runs WHERE tenant_id = $1 AND parent_run = $2 ORDER BY created_at, id',
    [run.tenantId, run.runId],
  );

async function play(plan: Plan, handler: Handler, inputs = { x: 4 }) {
  const run = await harness.start(plan, inputs);
  await (await createPlayer(harness, handler)).drain();
  return run;
}

const retry = { ...planOf([{}], []).nodes[0]!.retry, max_attempts: 2, delay_ms: 1_000, max_delay_ms: 1_000 };

describe('a subflow', () => {
  it('starts a run of its template, and its outputs are the output', async () => {
    const run = await play(parentOf(subflow(await publish(child))), () => succeed('hello'));
    expect((await taskOf(harness, run, 0)).output).toEqual({ twice: 8, said: 'hello' });
    expect(await childrenOf(run)).toMatchObject([{ status: 'succeeded', depth: 1, created_by: 'test' }]);
    expect(await statusOf(harness, run)).toBe('succeeded');
  });

  it('of a template without outputs has none', async () => {
    const run = await play(parentOf(subflow(await publish(withInputs(planOf([{}], []))))), () => succeed(1));
    expect(await taskOf(harness, run, 0)).toMatchObject({ status: 'succeeded', output: null });
  });

  it.each([
    ['inputs that its template refuses', { with: { x: 'no number' } }, 'input-invalid'],
    ['inputs that are no object', { with: '${{ [inputs.x] }}' }, 'wrong-type'],
    ['a template that is not there', { ref: 'nothing' }, 'unknown-ref'],
    ['a version that is not there', { subflow: { version: 7 } }, 'unknown-ref'],
  ])('with %s fails', async (_, rest: NodeDraft, code) => {
    const run = await play(parentOf(subflow(await publish(child), rest)), () => succeed());
    expect(await taskOf(harness, run, 0)).toMatchObject({ status: 'failed', error: { code } });
    expect(await childrenOf(run)).toEqual([]);
  });

  it('plays the latest version that there was when its run began', async () => {
    const { templateId } = await harness.publish(child);
    const run = await harness.start(parentOf(subflow(`t-${templateId}`, { subflow: { version: null } })), {
      x: 1,
    });
    await harness.advance(1_000);
    await harness.tenants.withTenant(harness.tenantId, (tx) =>
      tx.manager.insert(TemplateVersion, {
        ...{
          tenantId: harness.tenantId,
          templateId,
          version: 2,
          contentHash: 'f'.repeat(64),
          format: 'json',
        },
        ...{
          source: '{}',
          plan: () => `'${JSON.stringify({ ...child, outputs: null })}'::jsonb`,
          createdBy: 'test',
        },
      }),
    );
    await (await createPlayer(harness, () => succeed('old'))).drain();
    expect((await taskOf(harness, run, 0)).output).toEqual({ twice: 2, said: 'old' });
    const later = await play(parentOf(subflow(`t-${templateId}`, { subflow: { version: null } })), () =>
      succeed(),
    );
    expect((await taskOf(harness, later, 0)).output).toBeNull();
  });

  it('fails with its child, and says by what', async () => {
    const run = await play(parentOf(subflow(await publish(child))), () => failed('no luck'));
    const { status, error } = await taskOf(harness, run, 0);
    expect([status, error?.code]).toEqual(['failed', 'child-failed']);
    expect(error?.detail).toMatch(/^The child run run_\w+ failed: command-failed: no luck$/);
    expect(await statusOf(harness, run)).toBe('failed');
  });

  it('has the effects of its children bear the same names in every attempt, and in a retry of its run', async () => {
    const plan = parentOf(subflow(await publish(child), { retry }));
    const keys: Promise<string>[] = [];
    const failing: Handler = (task) => (keys.push(effectKey(harness.engine, task)), failed('no luck', true));
    const run = await play(plan, failing);
    await sweepRuns(harness.engine);
    await harness.advance(2_000);
    await wakeTimers(harness.engine);
    await (await createPlayer(harness, failing)).drain();
    expect(await statusOf(harness, run)).toBe('failed');
    const { tenantId, runId } = run;
    const ask = {
      tenantId,
      runId,
      mode: 'retry_failed',
      actor: 'key:me',
      traceparent: null,
      dryRun: false,
    } as const;
    await rerun(harness.engine, ask);
    await (await createPlayer(harness, failing)).drain();
    const seen = await Promise.all(keys);
    expect(seen.length).toBe(3);
    expect(new Set(seen).size).toBe(1);
    const other = await play(plan, failing);
    expect(seen).not.toContain(await keys.at(-1));
    await cancelRun(harness.engine, { ...other, actor: 'test', reason: null, graceMs: null });
  });

  it('is tried again with a new child', async () => {
    let tries = 0;
    const plan = parentOf(subflow(await publish(child), { retry }));
    const run = await harness.start(plan, { x: 1 });
    const player = await createPlayer(harness, (task) =>
      task.run.ref.runId === run.runId || (tries += 1) > 1 ? succeed('at last') : failed('at first', true),
    );
    await player.drain();
    expect((await taskOf(harness, run, 0)).status).toBe('waiting');
    await sweepRuns(harness.engine);
    await harness.advance(2_000);
    await wakeTimers(harness.engine);
    await player.drain();
    expect((await taskOf(harness, run, 0)).output).toEqual({ twice: 2, said: 'at last' });
    expect((await childrenOf(run)).map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  });

  it('says when somebody cancelled its child', async () => {
    const run = await harness.start(parentOf(subflow(await publish(child))), { x: 1 });
    const player = await createPlayer(harness, () => succeed());
    const [task] = await player.claim();
    await player.play(task as ClaimedTask);
    await player.completer.idle();
    const [one] = await childrenOf(run);
    await cancelRun(harness.engine, { tenantId: run.tenantId, runId: one!.id, actor: 'test', reason: null });
    expect(await taskOf(harness, run, 0)).toMatchObject({
      status: 'failed',
      error: { code: 'child-cancelled' },
    });
    await player.drain();
  });

  it('cancels its child with its run, and waits for what runs in it', async () => {
    const run = await harness.start(parentOf(subflow(await publish(child))), { x: 1 });
    const player = await createPlayer(harness, () => succeed());
    const [task] = await player.claim();
    await player.play(task as ClaimedTask);
    await player.completer.idle();
    const [inside] = await player.claim();
    await cancelRun(harness.engine, { ...run, actor: 'test', reason: null });
    expect((await taskOf(harness, run, 0)).status).toBe('waiting');
    expect(await childrenOf(run)).toMatchObject([{ status: 'running', control: 'cancel' }]);
    await player.play(inside as ClaimedTask);
    await player.drain();
    expect((await taskOf(harness, run, 0)).status).toBe('cancelled');
    expect(await childrenOf(run)).toMatchObject([{ status: 'cancelled' }]);
    expect(await statusOf(harness, run)).toBe('cancelled');
  });

  it('goes on with the child of an attempt whose worker died', async () => {
    const run = await harness.start(parentOf(subflow(await publish(child))), { x: 1 });
    const dead = await createPlayer(harness, () => succeed());
    const [task] = await dead.claim();
    const parked = await attempt(harness.engine, task as ClaimedTask, () => succeed());
    expect(parked).toMatchObject({ kind: 'park', wait: { reason: 'CHILD' } });
    await harness.advance(7_000);
    await rescueLost(harness.engine);
    await (await createPlayer(harness, () => succeed('once'))).drain();
    expect(await childrenOf(run)).toHaveLength(1);
    expect((await taskOf(harness, run, 0)).output).toEqual({ twice: 2, said: 'once' });
  });

  it('is told by the sweep, where the child ended and nobody said so', async () => {
    const run = await harness.start(parentOf(subflow(await publish(child))), { x: 1 });
    const player = await createPlayer(harness, () => succeed());
    const [task] = await player.claim();
    const outcome = await attempt(harness.engine, task as ClaimedTask, () => succeed());
    // The child ends before its parent is parked: whoever ends it finds nobody waiting.
    await player.drain();
    expect(await childrenOf(run)).toMatchObject([{ status: 'succeeded' }]);
    const { n, token, place } = task as ClaimedTask;
    await player.completer.complete({ run, plan: task!.run.plan, n, token, place, from: 'running', outcome });
    await player.completer.idle();
    expect((await taskOf(harness, run, 0)).status).toBe('succeeded');
    await player.drain();
    expect(await statusOf(harness, run)).toBe('succeeded');
  });

  it('goes no deeper than 16', async () => {
    let ref = await publish(withInputs(planOf([{}], [])));
    for (let depth = 0; depth < 16; depth += 1)
      ref = await publish(withInputs(planOf([subflow(ref, { with: {} })], [])));
    const deep = await play(withInputs(planOf([subflow(ref, { with: {} })], [])), () => succeed());
    expect(await statusOf(harness, deep)).toBe('failed');
    const [{ error } = { error: null }] = await harness.sql<{ error: { detail: string } }>(
      `SELECT error FROM maestro_tasks WHERE error ->> 'code' = 'depth-exceeded'`,
    );
    expect(error?.detail).toContain('16');
    const [{ max } = { max: 0 }] = await harness.sql<{ max: number }>('SELECT max(depth) FROM maestro_runs');
    expect(max).toBe(16);
  });
});

describe('a map of subflows', () => {
  it('has a child for each item', async () => {
    const ref = await publish(child);
    const plan = withInputs({
      ...planOf(
        [
          { kind: 'map', map: { over: [1, 2, 3], body: 0, max_parallel: 2, on_item_failure: 'fail' } },
          subflow(ref, { with: { x: '${{ item }}' } }),
        ],
        [],
        { top: 1, bodies: [{ owner: 0, first: 1, width: 1, result: 1 }] },
      ),
    });
    const run = await play(plan, () => succeed(null));
    expect((await taskOf(harness, run, 0)).output).toEqual([2, 4, 6].map((twice) => ({ twice, said: null })));
    expect(await tasksOf(harness, run)).toHaveLength(4);
  });
});
