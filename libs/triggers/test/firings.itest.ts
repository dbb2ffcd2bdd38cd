import { cancelRun, type FeedEvent } from '@maestro/engine';
import { formatId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { createTriggerConsumer, fire, fireLeft, receive, receiveEvents } from '../src';
import { createDriver, eventOf, type Driver } from './driver';

let driver: Driver;
beforeAll(async () => void (driver = await createDriver()));
afterAll(() => driver.close());
afterEach(() => driver.reset());

const send = (events = [eventOf()], engine = driver.engine) =>
  receive({ engine, tenants: driver.tenants }, { tenantId: driver.tenantId, actor: 'key:shop', events });
/** As a process does that dies between the commit and what follows it. */
const accept = (events = [eventOf()]) =>
  driver.tenants.withTenant(driver.tenantId, (tx) => receiveEvents(tx, { events, actor: 'key:shop' }));

it('begins a run for what matches, with inputs out of the event, on behalf of who answers for the trigger', async () => {
  await driver.trigger({
    filter: { types: ['order.*'], sources: ['/shop'] },
    match: 'trigger.data.amount > 5',
    inputs: { amount: '${{ trigger.data.amount }}', note: 'from ${{ trigger.source }}' },
  });
  const [one, two, three] = await send([
    eventOf(),
    eventOf({ data: { amount: 1 } }),
    eventOf({ type: 'payment.made' }),
  ]);
  expect(one?.firings).toMatchObject([{ status: 'fired', reason: null }]);
  expect(two?.firings).toMatchObject([{ status: 'unmatched', runId: null }]);
  expect(three?.firings).toEqual([]);
  const runs = await driver.runs();
  expect(runs).toMatchObject([{ inputs: { amount: 7, note: 'from /shop' }, created_by: 'trigger for ann' }]);
  expect(runs[0]?.id).toBe(one?.firings[0]?.runId);
  const [cause] = await driver.sql<{ value: object }>('SELECT value FROM maestro_run_causes');
  expect(cause?.value).toMatchObject({ type: 'order.placed', source: '/shop', data: { amount: 7 } });
});

it('answers a repeat with what its first copy began', async () => {
  await driver.trigger({});
  const event = eventOf();
  const [first, within] = await send([event, { ...event, data: 'another' }]);
  const [again] = await send([event]);
  expect([first, within, again].map((one) => one?.repeated)).toEqual([false, true, true]);
  expect(new Set([first, within, again].map((one) => one?.firings[0]?.runId)).size).toBe(1);
  expect(await driver.runs()).toHaveLength(1);
});

it('begins one run of each, whatever is lost, doubled or out of order', async () => {
  await driver.trigger({});
  const events = Array.from({ length: 40 }, () => eventOf());
  // Two processes are told of the same in another order; one of them dies before it fires.
  const [reception] = await Promise.all([
    accept(events),
    send([...events].reverse(), driver.other),
    send(events.slice(10, 30), driver.engine),
  ]);
  await driver.later(3_000);
  await Promise.all([
    fireLeft(driver.engine),
    fireLeft(driver.other),
    fire(driver.other, reception.due),
    fire(driver.engine, [...reception.due].reverse()),
  ]);
  await driver.later(3_000);
  await fireLeft(driver.engine);
  expect(await driver.firings()).toEqual(events.map(() => 'fired run'));
  expect(await driver.runs()).toHaveLength(40);
  expect(driver.errors).toEqual([]);
});

it('records what refuses a run, and tries again where that passes', async () => {
  await driver.trigger({});
  driver.gate.ask = async (runs) =>
    runs.map(() => ({ kind: 'refuse', error: new MaestroError('frozen', 'Year end.') }));
  await send();
  driver.gate.ask = async (runs) =>
    runs.map(() => ({ kind: 'refuse', error: new MaestroError('policy-unavailable', 'No answer.') }));
  await send();
  expect(await driver.firings()).toEqual(['refused frozen', 'due policy-unavailable']);
  driver.gate.ask = async (runs) => runs.map(() => ({ kind: 'open' }));
  await driver.later(60_000);
  await fireLeft(driver.engine);
  expect(await driver.firings()).toEqual(['refused frozen', 'fired run']);
});

it('gives up what never passes after a day', async () => {
  await driver.trigger({});
  driver.gate.ask = async () => {
    throw new MaestroError('policy-unavailable', 'No answer.');
  };
  await send();
  await driver.later(25 * 3_600_000);
  await fireLeft(driver.engine);
  expect(await driver.firings()).toEqual(['refused policy-unavailable']);
});

it('finds a run by its idempotency key, and refuses the key with other inputs', async () => {
  await driver.trigger({
    key: 'order-${{ trigger.data.order }}',
    inputs: { total: '${{ trigger.data.total }}' },
  });
  await send([eventOf({ data: { order: 1, total: 2 } }), eventOf({ data: { order: 1, total: 2 } })]);
  await send([eventOf({ data: { order: 1, total: 3 } })]);
  expect((await driver.firings()).sort()).toEqual([
    'fired idempotency-key run',
    'fired run',
    'refused idempotency-mismatch',
  ]);
  expect(await driver.runs()).toHaveLength(1);
});

it('plays an orchestra that is on, with its inputs under those of the trigger', async () => {
  const [on, off] = [await driver.orchestra(true), await driver.orchestra(false)];
  await driver.trigger({ orchestra: on, inputs: { amount: 1 } });
  await driver.trigger({ orchestra: off });
  await send();
  expect(await driver.firings()).toEqual(['fired run', 'refused disabled']);
  expect(await driver.runs()).toMatchObject([{ inputs: { region: 'eu', amount: 1 } }]);
});

it('obeys the overlap of the orchestra: what finds no place is refused, and one that makes room cancels those before', async () => {
  await driver.trigger({ orchestra: await driver.orchestra(true, 'skip') });
  await send([eventOf(), eventOf()]);
  await send();
  expect(await driver.firings()).toEqual(['fired run', 'refused orchestra-busy', 'refused orchestra-busy']);
  await driver.reset();
  const room = await driver.orchestra(true, 'cancel_running');
  await driver.trigger({ orchestra: room });
  await send();
  await send();
  expect(await driver.firings()).toEqual(['fired run', 'fired run']);
  const runs = await driver.sql<{ control: string }>(
    'SELECT control FROM maestro_runs WHERE orchestra_id = $1 ORDER BY id',
    [room],
  );
  expect(runs.map(({ control }) => control)).toEqual(['cancel', 'none']);
});

it('tells what is wrong with an expression, and fires no more often than it may', async () => {
  await driver.trigger({ match: 'trigger.data.missing == 1' });
  await send();
  expect(await driver.firings()).toEqual(['refused expression-error']);
  await driver.reset();
  await driver.trigger({ maxPerMinute: 2 });
  await send([eventOf(), eventOf(), eventOf()]);
  await send();
  expect(await driver.firings()).toEqual([
    ...['fired run', 'fired run', 'refused trigger-rate', 'refused trigger-rate'],
  ]);
  await driver.later(61_000);
  await send([eventOf()]);
  expect((await driver.firings()).filter((line) => line === 'fired run')).toHaveLength(3);
});

it('plays the version that is the latest when it starts', async () => {
  await driver.trigger({});
  const { due } = await accept();
  await driver.sql(`INSERT INTO maestro_template_versions (tenant_id, template_id, version, content_hash, format, source, plan,
      created_by)
    SELECT tenant_id, template_id, 2, '${'b'.repeat(64)}', format, source, plan, created_by FROM maestro_template_versions`);
  await driver.sql('UPDATE maestro_templates SET latest_version = 2');
  await fire(driver.engine, due);
  const runs = await driver.sql<{ version: number }>('SELECT template_version AS version FROM maestro_runs');
  expect(runs).toEqual([{ version: 2 }]);
});

describe('the end of a run', () => {
  /** Ends all runs that are open, tells triggers, and fires what they make of it. Returns the status of each firing. */
  async function endAll(): Promise<void> {
    const open = await driver.sql<{ id: string }>('SELECT id FROM maestro_runs WHERE finished_at IS NULL');
    for (const { id: runId } of open)
      await cancelRun(driver.engine, {
        ...{ tenantId: driver.tenantId, runId },
        actor: 'ann',
        reason: null,
        graceMs: 0,
      });
    const events = open.map(({ id: runId }) => ({ tenantId: driver.tenantId, runId }) as FeedEvent);
    // Told twice, as after a transaction that failed at its end.
    for (let i = 0; i < 2; i += 1)
      await driver.engine.database.transaction((tx) => createTriggerConsumer().consume(tx, events));
    await fireLeft(driver.engine);
  }

  it('begins one run, which knows what ended', async () => {
    await driver.trigger({
      kind: 'run_finished',
      filter: { statuses: ['cancelled'] },
      inputs: { of: '${{ trigger.data.run_id }}' },
    });
    await driver.trigger({ kind: 'run_finished', filter: { statuses: ['failed'] } });
    await driver.trigger({});
    await send();
    await driver.sql("UPDATE maestro_triggers SET enabled = false WHERE kind = 'event'");
    const [first] = await driver.runs();
    await endAll();
    const [, second, ...others] = await driver.runs();
    expect(others).toEqual([]);
    expect(second?.inputs).toEqual({ of: formatId('run', first?.id ?? '') });
  });

  it('begins no run without end', async () => {
    await driver.trigger({ kind: 'run_finished', maxDepth: 3 });
    const first = await driver.trigger({});
    await send();
    await driver.sql('UPDATE maestro_triggers SET enabled = false WHERE id = $1', [first]);
    for (let i = 0; i < 5; i += 1) await endAll();
    expect(await driver.firings()).toEqual(['fired run', 'fired run', 'fired run', 'refused trigger-depth']);
  });
});
