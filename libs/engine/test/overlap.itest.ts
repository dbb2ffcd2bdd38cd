import { planOf } from '@maestro/flow/testing';
import { insertOrchestra, newId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import {
  createEngine,
  createOverlapGate,
  explainRun,
  startRun,
  wakeTimers,
  type Engine,
  type Entry,
} from '../src';
import { createHarness, succeed, type Harness } from './harness';
import { createPlayer } from './kinds-driver';

let harness: Harness;
let engines: Engine[];

beforeAll(async () => {
  harness = await createHarness();
  const startGates = [createOverlapGate(harness.database)];
  engines = [0, 1].map(() => createEngine({ ...harness.engine, held: () => [], startGates }));
});
afterAll(() => harness.close());

/** An orchestra of which somebody asks for runs. */
async function newOrchestra(overlap: 'skip' | { queue: number }) {
  const published = await harness.publish(planOf([{}], []));
  const orchestra = { id: newId(), name: 'Cold leads', tag: null };
  const fields = { description: '', inputs: {}, labels: {}, secretBindings: {}, cron: null, timeZone: 'UTC' };
  const { templateId } = published;
  await harness.tenants.withTenant(harness.tenantId, (tx) =>
    insertOrchestra(
      tx,
      { ...orchestra, ...fields, schedule: { overlap }, enabled: false, templateId },
      { actor: 'key:ann', subject: null },
    ),
  );
  const entry: Entry = { queue: overlap === 'skip' ? 0 : overlap.queue };
  const about = { ...published, tenantId: harness.tenantId, orchestra, entry, origin: 'run-now' as const };
  const play = (engine = engines[0] as Engine, idempotencyKey: string | null = null) =>
    startRun(engine, { ...about, inputs: {}, createdBy: 'key:ann', traceparent: null, idempotencyKey })
      .then((result) => result.outcome)
      .catch((error: unknown) =>
        error instanceof MaestroError ? error.code : Promise.reject(error as Error),
      );
  const statuses = async () =>
    (
      await harness.sql<{ line: string }>(
        `SELECT concat_ws(' ', r.status, h.reason) AS line FROM maestro_runs r
         LEFT JOIN maestro_holds h ON h.tenant_id = r.tenant_id AND h.run_id = r.id
         WHERE r.orchestra_id = $1 ORDER BY r.created_at, r.id`,
        [orchestra.id],
      )
    ).map(({ line }) => line);
  return { id: orchestra.id, play, statuses };
}

const perform = async () =>
  (await createPlayer(harness, () => succeed(), { engine: engines[0] as Engine })).drain();

it('E127: plays one at a time what is asked for five hundred times at once, and loses none of it', async () => {
  const { id, play, statuses } = await newOrchestra({ queue: 100 });
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: 500 }, (_, i) => play(engines[i % 2])));
  process.stdout.write(`500 asked for in ${(performance.now() - begun).toFixed(0)} ms\n`);
  expect(answers.filter((answer) => answer === 'started')).toHaveLength(101);
  expect(answers.filter((answer) => answer === 'orchestra-busy')).toHaveLength(399);
  expect(await statuses()).toEqual(['queued', ...Array<string>(100).fill('pending OVERLAP')]);

  const [second] = await harness.sql<{ id: string }>(
    `SELECT id FROM maestro_runs WHERE orchestra_id = $1 AND status = 'pending' ORDER BY created_at, id LIMIT 1`,
    [id],
  );
  const about = { tenantId: harness.tenantId, runId: second?.id ?? '', after: null, limit: 1 };
  const why = (await explainRun(engines[0] as Engine, about))?.run;
  expect(why).toMatchObject({ code: 'OVERLAP', blocking: { type: 'run' } });

  for (let ended = 1; ended <= 3; ended += 1) {
    await perform();
    await harness.advance(3_000);
    await Promise.all(engines.map((engine) => wakeTimers(engine)));
    expect((await statuses()).slice(0, ended + 2)).toEqual([
      ...Array<string>(ended).fill('succeeded'),
      ...['queued', 'pending OVERLAP'],
    ]);
  }
});

it('begins none beside another, and finds again what a key began', async () => {
  const { play, statuses } = await newOrchestra('skip');
  const answers = await Promise.all(engines.flatMap((engine) => [play(engine), play(engine)]));
  expect(answers.sort()).toEqual([...Array<string>(3).fill('orchestra-busy'), 'started']);
  await perform();
  expect(await play(engines[0], 'once')).toBe('started');
  expect(await play(engines[1], 'once')).toBe('replayed');
  expect(await play()).toBe('orchestra-busy');
  expect(await statuses()).toEqual(['succeeded', 'queued']);
});
