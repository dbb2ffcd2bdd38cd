import { planOf } from '@maestro/flow/testing';
import { insertOrchestra, newId } from '@maestro/persistence';
import type { GateAnswer, RunToStart } from '@maestro/tenancy';
import { createEngine, rerun, startRun, wakeTimers, type Engine } from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { createPlayer } from './kinds-driver';

const open: GateAnswer = { kind: 'open' };
let harness: Harness;
let engine: Engine;
let says: (run: RunToStart) => GateAnswer;
const asked: RunToStart[] = [];

beforeAll(async () => {
  harness = await createHarness();
  const gate = {
    name: 'freeze',
    ask: async (runs: readonly RunToStart[]) => {
      asked.push(...runs);
      return Promise.all(runs.map(async (run) => says(run)));
    },
  };
  engine = createEngine({ ...harness.engine, held: () => [], startGates: [gate] });
});
afterAll(() => harness.close());

const play = async () => (await createPlayer(harness, () => succeed(), { engine })).drain();

async function newOrchestra(templateId: string) {
  const orchestra = { id: newId(), name: 'Cold leads', tag: 'Outreach' as const };
  const fields = { description: '', inputs: {}, labels: {}, secretBindings: {}, cron: null, timeZone: 'UTC' };
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    insertOrchestra(
      tx,
      { ...orchestra, ...fields, schedule: {}, enabled: false, templateId },
      { actor: 'key:ann', subject: null },
    ),
  );
  return orchestra;
}

it('tells gates of its orchestra, as do the runs that repeat it and that it starts', async () => {
  const name = 'orchestra-child';
  const { templateId: child } = await harness.publish(planOf([{}], []));
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    tx.query('UPDATE maestro_templates SET name = $2 WHERE id = $1', [child, name]),
  );
  const plan = planOf([{ kind: 'subflow', ref: name, light: false, subflow: { version: null } }], []);
  const published = await harness.publish(plan);
  const orchestra = await newOrchestra(published.templateId);

  says = ({ parentRun }) =>
    parentRun === null ? { kind: 'hold', reason: 'FREEZE', until: null, detail: {} } : open;
  const begun = await startRun(engine, {
    ...published,
    ...{ tenantId: harness.tenantId, inputs: {}, createdBy: 'key:ann', traceparent: null },
    ...{ idempotencyKey: null, orchestra, origin: 'run-now' },
  });
  if (begun.outcome !== 'started') throw new Error('unexpected');
  // Asked again, by somebody who knows no more than its row.
  says = () => open;
  await harness.advance(31_000);
  await wakeTimers(engine);
  await play();
  const again = { actor: 'key:ann', traceparent: null, dryRun: false, mode: 'rerun' as const };
  await rerun(engine, { tenantId: harness.tenantId, runId: begun.runId, ...again });
  await play();

  const origins = ['run-now', 'run-now', 'subflow', 'rerun', 'subflow'];
  expect(asked.map((run) => [run.origin, run.orchestra])).toEqual(origins.map((way) => [way, orchestra]));
  const marked = 'SELECT status FROM maestro_runs WHERE orchestra_id = $1';
  expect(await harness.sql(marked, [orchestra.id])).toEqual(Array(4).fill({ status: 'succeeded' }));
});
