import { planOf } from '@maestro/flow/testing';
import { insertPolicyDecisions } from '@maestro/persistence';
import { pruneDecisions, pruneRuns, startRun, type StartRequest } from '../src';
import { createHarness, succeed, type Harness } from './harness';

const DAY_MS = 86_400_000;

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

const count = async (table: string): Promise<number> => {
  const [row] = await harness.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return row?.count ?? 0;
};

it('forgets what ended long ago, and nothing that is open or young; a key starts no second run', async () => {
  const plan = planOf([{}, {}], [{ from: 0, to: 1 }]);
  const template = await harness.publish(plan);
  const common = {
    ...template,
    tenantId: harness.tenantId,
    inputs: {},
    createdBy: 'test',
    origin: 'api' as const,
    traceparent: null,
  };
  const request: StartRequest = { ...common, idempotencyKey: 'once' };
  const worker = await harness.worker();
  for (let i = 0; i < 5; i += 1) await harness.start(plan);
  const first = await startRun(harness.engine, request);
  await worker.drain(() => succeed());
  const open = await harness.start(plan);
  // Ids are made by the clock of the process, ends by that of the database: only the latter is moved.
  await harness.advance(40 * DAY_MS);
  const young = await harness.start(plan);
  harness.inbox.splice(0, harness.inbox.length - 1);
  await worker.drain(() => succeed());

  expect(await pruneRuns(harness.engine, { days: 30, limit: 4 })).toBe(4);
  expect(await pruneRuns(harness.engine, { days: 30, limit: 4 })).toBe(2);
  expect(await pruneRuns(harness.engine, { days: 30, limit: 4 })).toBe(0);
  const left = await harness.sql<{ id: string }>('SELECT id FROM maestro_runs');
  expect(left.map(({ id }) => id).sort()).toEqual([open.runId, young.runId].sort());
  expect([await count('maestro_tasks'), await count('maestro_run_keys')]).toEqual([4, 1]);
  const [orphans] = await harness.sql<{ count: number }>(
    'SELECT count(*)::int AS count FROM maestro_events e WHERE NOT EXISTS (SELECT FROM maestro_runs r WHERE r.id = e.run_id)',
  );
  expect(orphans?.count).toBe(0);
  expect(await startRun(harness.engine, request)).toEqual({ ...first, outcome: 'replayed' });
});

it('forgets what policy decided long ago, but nothing about a run that there is', async () => {
  const run = await harness.start(planOf([{}], []));
  const decide = (action: string, runId: string | null = null) =>
    harness.tenants.withTenant(harness.tenantId, (tx) =>
      insertPolicyDecisions(tx, [
        {
          ...{
            action,
            effect: 'allow',
            actor: 'test',
            principalId: 'test',
            resourceType: 'Run',
            resourceId: 'x',
          },
          ...{ runId, digest: '0'.repeat(64), reasons: [], obligations: [] },
        },
      ]),
    );
  for (const action of ['old', 'old-too', 'old-as-well']) await decide(action);
  await decide('of-a-run', run.runId);
  await harness.advance(31 * DAY_MS);
  await decide('young');
  expect(await pruneDecisions(harness.engine, { days: 30, limit: 2 })).toBe(2);
  expect(await pruneDecisions(harness.engine, { days: 30, limit: 2 })).toBe(1);
  expect(await pruneDecisions(harness.engine, { days: 30, limit: 2 })).toBe(0);
  const left = await harness.sql<{ action: string }>(
    'SELECT action FROM maestro_policy_decisions ORDER BY at',
  );
  expect(left.map(({ action }) => action)).toEqual(['of-a-run', 'young']);
});
