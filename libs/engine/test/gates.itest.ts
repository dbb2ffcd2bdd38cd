import type { Plan } from '@maestro/dsl';
import { planOf } from '@maestro/flow/testing';
import { MaestroError } from '@maestro/problems';
import type { GateAnswer, RunToStart, StartGate } from '@maestro/tenancy';
import {
  bulk,
  cancelRun,
  createEngine,
  explainRun,
  pauseRun,
  rerun,
  resumeRun,
  startRun,
  startRuns,
  sweepRuns,
  vote,
  wakeHolds,
  wakeTimers,
  type Engine,
  type RunRef,
  type StartRequest,
  type VoteRequest,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { violations } from './invariants';
import { createPlayer } from './kinds-driver';
import { keyed } from './limits-driver';

let harness: Harness;
let engine: Engine;
/** What the gates say next, and what they were asked. */
const says: Record<'policy' | 'freeze', (run: RunToStart) => GateAnswer | Promise<GateAnswer>> = {
  policy: () => open,
  freeze: () => open,
};
let asked: RunToStart[] = [];

const open: GateAnswer = { kind: 'open' };
const no: GateAnswer = { kind: 'refuse', error: new MaestroError('policy-denied', 'No.') };
const ask: GateAnswer = {
  ...{ kind: 'ask', reason: 'production', message: 'May it start?' },
  ...{ approvers: ['role:operator'], quorum: 1, refuseStarter: true },
};
const until = (at: Date | null): GateAnswer => ({
  kind: 'hold',
  reason: 'FREEZE',
  until: at,
  detail: { message: 'Closed.' },
});

beforeAll(async () => {
  harness = await createHarness();
  const gate = (name: 'policy' | 'freeze'): StartGate => ({
    name,
    ask: async (runs) => {
      if (name === 'policy') asked.push(...runs);
      return Promise.all(runs.map(async (run) => says[name](run)));
    },
  });
  engine = createEngine({ ...harness.engine, held: () => [], startGates: [gate('policy'), gate('freeze')] });
});
beforeEach(() => {
  harness.inbox.splice(0);
  says.policy = says.freeze = () => open;
  asked = [];
});
afterEach(async () => {
  expect(await violations(harness)).toEqual({});
  harness.errors.splice(0);
});
afterAll(() => harness.close());

const simple = (): Plan => ({ ...planOf([{}, {}], [{ from: 0, to: 1 }]), inputs: { type: 'object' } });
const inHours = async (hours: number) => {
  const [row] = await harness.sql<{ at: Date }>(`SELECT maestro_now() + $1 * interval '1 hour' AS at`, [
    hours,
  ]);
  return row!.at;
};

async function request(plan = simple(), more: Partial<StartRequest> = {}): Promise<StartRequest> {
  const { tenantId } = harness;
  const base = { tenantId, inputs: {}, createdBy: 'key:ann', origin: 'api' as const, traceparent: null };
  return { ...(await harness.publish(plan)), ...base, idempotencyKey: null, ...more };
}

async function start(plan = simple(), more: Partial<StartRequest> = {}): Promise<RunRef> {
  const result = await startRun(engine, await request(plan, more));
  if (result.outcome === 'key-mismatch') throw new Error('unexpected');
  return { tenantId: harness.tenantId, runId: result.runId };
}

const runs = async () =>
  (await harness.sql<{ n: number }>('SELECT count(*)::int AS n FROM maestro_runs'))[0]!.n;
const statusOf = async (run: RunRef) => (await harness.statuses(run)).run;
const play = async () => (await createPlayer(harness, () => succeed(), { engine })).drain();
const why = async (run: RunRef) => (await explainRun(engine, { ...run, after: null, limit: 10 }))?.run;
const cancel = (run: RunRef) => cancelRun(engine, { ...run, actor: 'test', reason: null });
const errorOf = async ({ runId }: RunRef) =>
  (
    await harness.sql<{ code: string }>(`SELECT error ->> 'code' AS code FROM maestro_runs WHERE id = $1`, [
      runId,
    ])
  )[0]?.code;

async function answer(run: RunRef, more: Partial<VoteRequest> = {}) {
  const [row] = await harness.sql<{ digest: string }>(
    'SELECT digest FROM maestro_approvals WHERE run_id = $1 AND n = $2',
    [run.runId, more.n ?? -1],
  );
  const base = { n: -1, person: 'key:bob', roles: ['operator'], decision: 'approve' as const, comment: null };
  const person = more.person ?? base.person;
  return vote(engine, { ...run, ...base, subject: person, digest: row?.digest ?? '', ...more });
}

describe('a start', () => {
  it('is told to the gates as what it is', async () => {
    const plan = { ...simple(), name: 'outreach' };
    plan.metadata = { ...plan.metadata, purpose: 'mail', labels: { env: 'dev', team: 'a' } };
    const run = await start(plan, { inputs: { to: 'ann' }, labels: { env: 'prod' } });
    expect(asked).toEqual([
      expect.objectContaining({
        runId: run.runId,
        origin: 'api',
        actor: 'key:ann',
        template: expect.objectContaining({ name: 'outreach', version: 1 }),
        labels: { env: 'prod', team: 'a' },
        metadata: expect.objectContaining({ purpose: 'mail' }),
        inputs: { to: 'ann' },
        parentRun: null,
      }),
    ]);
  });

  it('that a gate refuses is not made', async () => {
    says.policy = () => no;
    says.freeze = () => ask;
    const before = await runs();
    await expect(start()).rejects.toMatchObject({ code: 'policy-denied' });
    expect(await runs()).toBe(before);
  });

  it.each<[string, () => GateAnswer | Promise<GateAnswer>]>([
    ['throws', () => Promise.reject(new Error('down'))],
    ['never answers', () => new Promise<GateAnswer>(() => undefined)],
  ])('is refused where a gate %s', async (_, fault) => {
    says.freeze = fault;
    const begun = performance.now();
    await expect(start()).rejects.toMatchObject({ code: 'policy-unavailable', retryable: true });
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  it('of many is refused whole, and says which', async () => {
    says.policy = ({ inputs }) => (inputs['bad'] ? no : open);
    const before = await runs();
    const one = await request();
    const refused = startRuns(engine, [one, { ...one, inputs: { bad: true } }]);
    await expect(refused).rejects.toMatchObject({ errors: [{ pointer: '/runs/1', code: 'policy-denied' }] });
    expect(await runs()).toBe(before);
  });

  it('of a key that has started one is found without leave', async () => {
    const keyedRequest = await request(simple(), { idempotencyKey: 'k' });
    const first = await startRun(engine, keyedRequest);
    says.policy = () => no;
    expect(await startRun(engine, keyedRequest)).toEqual({ ...first, outcome: 'replayed' });
  });

  it('of every kind asks the gates', async () => {
    const ended = await start();
    await play();
    const failed = await start();
    const player = await createPlayer(harness, () => ({ kind: 'failed', error: no.error.toProblem() }), {
      engine,
    });
    await player.drain();
    asked = [];
    await startRuns(engine, [await request(), await request()]);
    const again = { actor: 'key:ann', traceparent: null, dryRun: false };
    await rerun(engine, { ...ended, ...again, mode: 'rerun' });
    await rerun(engine, { ...failed, ...again, mode: 'retry_failed' });
    const filter = {
      ids: [failed.runId],
      statuses: null,
      templateId: null,
      labels: [],
      createdBefore: null,
      createdAfter: null,
    };
    const many = {
      tenantId: harness.tenantId,
      action: 'retry_failed' as const,
      filter,
      actor: 'key:ann',
      reason: null,
      dryRun: false,
      max: 9,
    };
    expect(await bulk(engine, many)).toMatchObject({ done: 1 });
    const name = 'child';
    const { templateId } = await harness.publish({ ...simple(), name });
    const rename = 'UPDATE maestro_templates SET name = $2 WHERE id = $1';
    await harness.tenants.withTenant(harness.tenantId, (tx) => tx.query(rename, [templateId, name]));
    const parent = await start(
      planOf([{ kind: 'subflow', ref: name, light: false, subflow: { version: null } }], []),
    );
    await play();
    expect(asked.map(({ origin }) => origin)).toEqual([
      'api',
      'api',
      'rerun',
      'retry',
      'retry',
      'api',
      'subflow',
    ]);
    expect(asked.at(-1)).toMatchObject({ parentRun: parent.runId, template: { name } });
    says.policy = ({ origin }) => (origin === 'subflow' ? no : open);
    const refused = await start(
      planOf([{ kind: 'subflow', ref: name, light: false, subflow: { version: null } }], []),
    );
    await play();
    expect(await statusOf(refused)).toBe('failed');
  });
});

describe('a run that is held', () => {
  it('begins when its time has come', async () => {
    const at = await inHours(1);
    says.freeze = () => until(at);
    const run = await start();
    expect(await harness.statuses(run)).toEqual({ run: 'pending', tasks: ['pending', 'pending'] });
    expect(await why(run)).toMatchObject({
      code: 'FREEZE',
      message: expect.stringContaining('Closed.'),
      lookedAtAgain: expect.any(Date),
    });
    await wakeTimers(engine);
    says.freeze = () => open;
    await sweepRuns(engine);
    expect(await statusOf(run)).toBe('pending');
    await harness.advance(3_601_000);
    // An engine that does not know the gate leaves the run where it is.
    await wakeTimers(harness.engine);
    await harness.advance(20_000);
    await sweepRuns(harness.engine);
    expect(await statusOf(run)).toBe('pending');
    await wakeTimers(engine);
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });

  it('begins when it is woken, and not where the gate still says no', async () => {
    const at = await inHours(100);
    says.freeze = () => until(at);
    const run = await start();
    const woken = { tenantId: harness.tenantId, gate: 'freeze' };
    expect(await wakeHolds(engine, woken)).toBe(1);
    expect(await statusOf(run)).toBe('pending');
    says.freeze = () => Promise.reject(new Error('down'));
    await wakeHolds(engine, woken);
    expect(await why(run)).toMatchObject({ code: 'FREEZE' });
    says.freeze = () => open;
    await wakeHolds(engine, woken);
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });

  it('goes to the line of its key then', async () => {
    const plan = keyed(simple(), 'queue');
    const one = await request(plan);
    const busy = await startRun(engine, one);
    says.freeze = () => until(null);
    const held = await startRun(engine, one);
    if (!('runId' in busy) || !('runId' in held)) throw new Error('unexpected');
    const run = { tenantId: harness.tenantId, runId: held.runId };
    expect(await why(run)).toMatchObject({ code: 'FREEZE' });
    says.freeze = () => open;
    await harness.advance(31_000);
    await wakeTimers(engine);
    expect(await why(run)).toMatchObject({ code: 'CONCURRENCY' });
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });

  it('can be paused and cancelled', async () => {
    says.freeze = () => until(null);
    const [paused, cancelled] = [await start(), await start()];
    await pauseRun(engine, { ...paused, actor: 'test', reason: null });
    await cancel(cancelled);
    expect(await statusOf(cancelled)).toBe('cancelled');
    says.freeze = () => open;
    await harness.advance(31_000);
    await wakeTimers(engine);
    expect(await statusOf(paused)).toBe('pending');
    await resumeRun(engine, { ...paused, actor: 'test', reason: null });
    await play();
    expect(await statusOf(paused)).toBe('succeeded');
  });

  it('does not end either where it repeats a run of which nothing is left to do', async () => {
    const run = await start();
    await play();
    const at = await inHours(1);
    says.freeze = () => until(at);
    const again = { actor: 'key:ann', traceparent: null, dryRun: false, mode: 'rerun' as const };
    const { runId } = await rerun(engine, { ...run, ...again, from: [] });
    const repeated = { tenantId: harness.tenantId, runId: runId as string };
    expect(await statusOf(repeated)).toBe('pending');
    says.freeze = () => open;
    await harness.advance(3_601_000);
    await wakeTimers(engine);
    expect(await statusOf(repeated)).toBe('succeeded');
  });
});

describe('a run about which people are asked', () => {
  beforeEach(() => void (says.policy = () => ask));

  it('begins when they agree', async () => {
    const run = await start();
    expect(await why(run)).toMatchObject({
      code: 'APPROVAL',
      blocking: { type: 'person', ids: ['role:operator'] },
    });
    await expect(answer(run, { person: 'key:ann' })).rejects.toMatchObject({ code: 'self-approval' });
    await expect(answer(run, { roles: ['viewer'] })).rejects.toMatchObject({ code: 'not-eligible' });
    await expect(answer(run, { digest: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(await statusOf(run)).toBe('pending');
    expect(await answer(run)).toBe('approved');
    await expect(answer(run, { person: 'key:cyd' })).rejects.toMatchObject({ code: 'not-pending' });
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });

  it('may be agreed to by its starter where the gate says so', async () => {
    says.policy = () => ({ ...ask, refuseStarter: false });
    const run = await start();
    expect(await answer(run, { person: 'key:ann' })).toBe('approved');
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });

  it('ends when they do not', async () => {
    const run = await start();
    expect(await answer(run, { decision: 'reject' })).toBe('rejected');
    expect(await statusOf(run)).toBe('cancelled');
    expect(await errorOf(run)).toBe('policy-denied');
  });

  it('ends when they do not in time', async () => {
    says.policy = () => ({ ...ask, timeoutMs: 60_000 });
    const run = await start();
    await harness.advance(61_000);
    await expect(answer(run)).rejects.toMatchObject({ code: 'not-pending' });
    await wakeTimers(engine);
    expect(await statusOf(run)).toBe('cancelled');
    expect(await errorOf(run)).toBe('policy-denied');
  });

  it('takes its question back when it is cancelled', async () => {
    const run = await start();
    await cancel(run);
    await expect(answer(run)).rejects.toMatchObject({ code: 'not-pending' });
  });

  it('is asked about once more where more is demanded meanwhile, and held by others after', async () => {
    const run = await start();
    says.policy = () => ({ ...ask, quorum: 2 });
    says.freeze = () => until(null);
    await answer(run);
    expect(await statusOf(run)).toBe('pending');
    await answer(run, { n: -2 });
    await answer(run, { n: -2, person: 'key:cyd' });
    expect(await why(run)).toMatchObject({ code: 'FREEZE' });
    says.freeze = () => open;
    await harness.advance(31_000);
    await wakeTimers(engine);
    await play();
    expect(await statusOf(run)).toBe('succeeded');
  });
});
