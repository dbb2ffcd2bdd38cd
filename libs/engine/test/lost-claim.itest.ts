import { planOf } from '@maestro/flow/testing';
import { statement as named, type EngineDatabase, type Statement } from '@maestro/persistence';
import { claimTasks, createEngine, LostClaim, type Engine } from '../src';
import { createHarness, succeed, type Harness, type TestWorker } from './harness';

/** A claim whose answer is lost: it took place, or it did not, and the worker cannot know. */
let harness: Harness;
let worker: TestWorker;
beforeAll(async () => {
  harness = await createHarness();
  worker = await harness.worker();
});
afterAll(() => harness.close());

const claimStatement = named('claim_tasks');
const pair = planOf([{}, {}], []);

/** The same engine, where the first claims fail: before they took place, or after it. */
function troubled(...troubles: ('before' | 'after')[]): Engine {
  const query = (async (statement: Statement, values?: unknown[]) => {
    const trouble = statement.name === 'claim_tasks' ? troubles.shift() : undefined;
    const fault = () => new Error('Connection terminated unexpectedly');
    if (trouble === 'before') throw fault();
    const rows = await harness.database.query(statement, values);
    if (trouble === 'after') throw fault();
    return rows;
  }) as EngineDatabase['query'];
  return { ...harness.engine, database: { ...harness.database, query, relaxed: query } };
}

it.each([
  ['took place', ['after']],
  ['did not take place', ['before']],
  ['took place at the third try', ['before', 'before', 'after']],
  ['took place, and the next one is lost as well', ['after', 'after']],
] as const)('a claim that %s gives each task once', async (_, troubles) => {
  const run = await harness.start(pair);
  const refs = harness.inbox.splice(0);
  const { tasks } = await claimTasks(troubled(...troubles), refs, worker.sessionId);
  expect(tasks.map(({ n, attempt }) => [n, attempt]).sort()).toEqual([
    [0, 1],
    [1, 1],
  ]);
  for (const task of tasks) expect((await worker.finish(task, succeed())).state).toBe('done');
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it('a claim that arrives when nobody waits for it any more takes nothing', async () => {
  const run = await harness.start(pair);
  const refs = harness.inbox.splice(0);
  const late: unknown[][] = [];
  const query = (async (statement: Statement, values?: unknown[]) => {
    if (statement.name === 'claim_tasks' && late.length === 0) {
      late.push(values ?? []);
      throw new Error('Connection terminated unexpectedly');
    }
    const rows = await harness.database.query(statement, values);
    // It was on its way until the worker had looked whether it took place.
    if (statement.name === 'claimed_tasks') await harness.database.query(claimStatement, late[0]);
    return rows;
  }) as EngineDatabase['query'];
  const engine = { ...harness.engine, database: { ...harness.database, query, relaxed: query } };
  const { tasks } = await claimTasks(engine, refs, worker.sessionId);
  expect([late.length, tasks.length]).toEqual([1, 2]);
  for (const task of tasks) expect((await worker.finish(task, succeed())).state).toBe('done');
  expect((await harness.statuses(run)).run).toBe('succeeded');
});

it('a lost claim does not take what went to somebody else meanwhile', async () => {
  await harness.start(pair);
  const refs = harness.inbox.splice(0);
  const other = await harness.worker('other');
  const taken = await other.claim(refs.slice(0, 1));
  const { tasks } = await claimTasks(troubled('before'), refs, worker.sessionId);
  expect([taken.length, tasks.length]).toEqual([1, 1]);
  expect(tasks[0]?.n).not.toBe(taken[0]?.n);
});

describe('what was claimed', () => {
  /** A worker that has just begun, so that it must read the plan; `reads` such reads fail. */
  function fresh(reads: number, fault: Error): Engine {
    let left = reads;
    const query = (async (statement: Statement, values?: unknown[]) => {
      if (statement.name === 'template_plan' && (left -= 1) >= 0) throw fault;
      return harness.database.query(statement, values);
    }) as EngineDatabase['query'];
    const { artifacts, dispatcher, onError } = harness.engine;
    return createEngine({
      database: { ...harness.database, query, relaxed: query },
      artifacts,
      dispatcher,
      onError,
    });
  }

  it('is performed although its plan could not be read at once', async () => {
    await harness.start(pair);
    const engine = fresh(2, new Error('Connection terminated unexpectedly'));
    const { tasks } = await claimTasks(engine, harness.inbox.splice(0), worker.sessionId);
    expect(tasks).toHaveLength(2);
  });

  it('and cannot be read at all is told apart: the session must not live on with it', async () => {
    await harness.start(pair);
    const refs = harness.inbox.splice(0);
    const claim = claimTasks(fresh(100, new Error('no such plan')), refs, worker.sessionId);
    await expect(claim).rejects.toBeInstanceOf(LostClaim);
  });
});
