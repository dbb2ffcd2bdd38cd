import type { Json } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { cancelRun, pauseRun, resumeRun, sendSignal, sweepRuns, wakeTimers, type RunRef } from '../src';
import { createHarness, type Harness } from './harness';
import { violations } from './invariants';
import { errorCodes, outcomeOf, outputs, signal, work } from './waiting';

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
const gate = (part?: Parameters<typeof signal>[0]) => planOf([{}, signal(part)], [{ from: 0, to: 1 }]);
const send = (run: RunRef, payload: Json = null, more: { name?: string; source?: string | null } = {}) =>
  sendSignal(harness.engine, { ...run, name: 'go', payload, actor: 'test', source: null, ...more });
/** The sweep looks at every run. */
const sweep = async () => {
  await harness.advance(20_000);
  await sweepRuns(harness.engine, 1_000);
};

describe('a signal', () => {
  it('that comes before anybody waits is kept', async () => {
    const run = await harness.start(gate());
    await send(run, { early: true });
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await outputs(harness, run)).toEqual([null, { early: true }]);
  });

  it('that comes while its task waits ends the wait at once', async () => {
    const run = await harness.start(gate());
    await work(harness);
    expect((await harness.statuses(run)).tasks).toEqual(['succeeded', 'waiting']);
    await send(run, [1, 2]);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect(await outputs(harness, run)).toEqual([null, [1, 2]]);
  });

  it('that comes while the task is being parked is found by whoever looks last', async () => {
    const run = await harness.start(planOf([signal()], []));
    const worker = await harness.worker();
    const [task] = await worker.claim(harness.inbox.splice(0));
    if (!task) throw new Error('nothing was claimed');
    const outcome = await outcomeOf(harness, task);
    await Promise.all([worker.finish(task, outcome), send(run, 'both at once')]);
    await worker.completer.idle();
    expect(await outputs(harness, run)).toEqual(['both at once']);
  });

  it('that nobody waits for any more is kept for nothing; other names too', async () => {
    const run = await harness.start(planOf([signal(), {}], [{ from: 0, to: 1 }]));
    await send(run, 1, { name: 'other' });
    await work(harness);
    expect((await harness.statuses(run)).tasks[0]).toBe('waiting');
    await send(run, 2);
    await send(run, 3);
    await work(harness);
    expect(await outputs(harness, run)).toEqual([2, null]);
  });

  it('is given once, the oldest to whoever has waited longest', async () => {
    const run = await harness.start(planOf([signal(), signal(), signal()], []));
    for (const payload of ['a', 'b']) await send(run, payload);
    await work(harness);
    expect((await outputs(harness, run)).sort()).toEqual(['a', 'b', null]);
    await Promise.all(['c', 'd', 'e'].map((payload) => send(run, payload)));
    const given = (await outputs(harness, run)).sort();
    expect(given.slice(0, 2)).toEqual(['a', 'b']);
    expect((await harness.statuses(run)).run).toBe('succeeded');
    const kept = await harness.sql(
      'SELECT 1 FROM maestro_signals WHERE run_id = $1 AND consumed_by IS NULL',
      [run.runId],
    );
    expect(kept).toHaveLength(2);
  });

  it('reaches ten tasks that wait for ten signals sent at once, each exactly one', async () => {
    const run = await harness.start(
      planOf(
        Array.from({ length: 10 }, () => signal()),
        [],
      ),
    );
    await work(harness);
    await Promise.all(Array.from({ length: 10 }, (_, i) => send(run, i)));
    expect((await harness.statuses(run)).run).toBe('succeeded');
    expect((await outputs(harness, run)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('counts once however often its source sends it; other words of the same source are refused', async () => {
    const run = await harness.start(planOf([signal(), signal()], []));
    const sent = await Promise.all([1, 2, 3].map(() => send(run, { n: 1, m: 2 }, { source: 'delivery-1' })));
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(sent.filter(({ replayed }) => !replayed)).toHaveLength(1);
    await work(harness);
    expect((await harness.statuses(run)).tasks.sort()).toEqual(['succeeded', 'waiting']);
    await expect(send(run, { m: 2, n: 1 }, { source: 'delivery-1' })).resolves.toMatchObject({
      replayed: true,
    });
    await expect(send(run, { n: 2 }, { source: 'delivery-1' })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    await expect(send(run, { n: 1, m: 2 }, { source: 'delivery-1', name: 'stop' })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
    await send(run, null, { source: 'delivery-2' });
    expect((await harness.statuses(run)).run).toBe('succeeded');
    await expect(send(run, null, { source: 'delivery-2' })).resolves.toMatchObject({ replayed: true });
  });

  it('is found by the sweep where its sender died before it looked', async () => {
    const run = await harness.start(gate());
    await work(harness);
    await harness.sql(
      `INSERT INTO maestro_signals (tenant_id, run_id, id, name, payload, actor) VALUES ($1, $2, gen_random_uuid(), 'go', '7', 'x')`,
      [run.tenantId, run.runId],
    );
    await sweep();
    expect(await outputs(harness, run)).toEqual([null, 7]);
  });

  it('that was given to a task is that task’s, though the giver died before it ended the wait', async () => {
    const run = await harness.start(planOf([signal({ timeout_ms: 60_000 }), signal()], []));
    await work(harness);
    await harness.sql(
      `INSERT INTO maestro_signals (tenant_id, run_id, id, name, payload, actor, consumed_by)
       VALUES ($1, $2, gen_random_uuid(), 'go', '"mine"', 'x', 0)`,
      [run.tenantId, run.runId],
    );
    await harness.advance(61_000);
    await Promise.all([wakeTimers(harness.engine), send(run, 'other'), sweepRuns(harness.engine, 1_000)]);
    expect(await outputs(harness, run)).toEqual(['mine', 'other']);
  });

  it('waits for the end of a pause', async () => {
    const run = await harness.start(gate());
    await work(harness);
    await pauseRun(harness.engine, { ...run, ...asked });
    await send(run, 1);
    await sweep();
    expect((await harness.statuses(run)).tasks).toEqual(['succeeded', 'waiting']);
    await resumeRun(harness.engine, { ...run, ...asked });
    expect(await outputs(harness, run)).toEqual([null, 1]);
  });
});

describe('a signal that does not come', () => {
  it('fails its task, once and for good', async () => {
    const run = await harness.start(gate({ timeout_ms: 60_000 }));
    await work(harness);
    await harness.advance(55_000);
    expect(await wakeTimers(harness.engine)).toBe(0);
    await harness.advance(10_000);
    await Promise.all([1, 2, 3].map(() => wakeTimers(harness.engine)));
    expect(await errorCodes(harness, run)).toEqual([null, 'signal-timeout']);
    expect((await harness.statuses(run)).run).toBe('failed');
  });

  it('ends its task with nothing where the template says so', async () => {
    const run = await harness.start(gate({ timeout_ms: 60_000, on_timeout: 'continue' }));
    await work(harness);
    await harness.advance(61_000);
    await wakeTimers(harness.engine);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('is too late once the time is over, though nobody has looked yet; in time, it counts during a pause', async () => {
    const part = { timeout_ms: 60_000, on_timeout: 'continue' as const };
    const [late, inTime] = await Promise.all([harness.start(gate(part)), harness.start(gate(part))]);
    await work(harness);
    await pauseRun(harness.engine, { ...inTime, ...asked });
    await send(inTime, 'in time');
    await harness.advance(61_000);
    await send(late, 'late');
    await wakeTimers(harness.engine);
    await resumeRun(harness.engine, { ...inTime, ...asked });
    expect(await outputs(harness, late)).toEqual([null, null]);
    expect(await outputs(harness, inTime)).toEqual([null, 'in time']);
  });
});

describe('bad input', () => {
  it.each<[string, Json, { name?: string; source?: string }, string]>([
    ['NUL', 'a\u0000b', {}, 'out-of-range'],
    ['half a surrogate pair in a key', { '\ud800': 1 }, {}, 'out-of-range'],
    ['more than 256 KiB', 'x'.repeat(256 * 1024), {}, 'limit-exceeded'],
    ['an empty name', 1, { name: '' }, 'out-of-range'],
    ['a name of 256 characters', 1, { name: 'n'.repeat(256) }, 'out-of-range'],
    ['a source with NUL', 1, { source: '\u0000' }, 'out-of-range'],
  ])('%s is refused', async (_, payload, more, code) => {
    const run = await harness.start(gate());
    await expect(send(run, payload, more)).rejects.toMatchObject({ code });
    await cancelRun(harness.engine, { ...run, ...asked });
  });

  it('takes just under 256 KiB', async () => {
    const run = await harness.start(planOf([signal()], []));
    const payload = 'x'.repeat(256 * 1024 - 2);
    await send(run, payload);
    await work(harness);
    expect((await harness.statuses(run)).run).toBe('succeeded');
  });

  it('a run that is over or unknown takes none', async () => {
    const run = await harness.start(planOf([{}], []));
    await work(harness);
    await expect(send(run)).rejects.toMatchObject({ code: 'run-ended' });
    const unknown = { ...run, runId: '00000000-0000-7000-8000-000000000000' };
    await expect(send(unknown)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a name that is no text fails its task', async () => {
    const run = await harness.start(planOf([signal({ name: '${{ 5 }}' })], []));
    await work(harness);
    expect(await errorCodes(harness, run)).toEqual(['out-of-range']);
  });
});
