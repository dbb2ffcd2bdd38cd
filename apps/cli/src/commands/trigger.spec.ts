import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendJson } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const run = (...args: string[]) => use.cli.run(args, { api: use.api });
const asked = () => use.api.received.at(-1)?.body;
const shown = { id: 'trg_1', name: 'orders', enabled: false, on: 'event', target: 'bill', match: '' };
const page = { next: null, has_more: false };
const firing = { trigger: 'orders', status: 'fired', reason: null, detail: null, run_id: 'run_1' };

it('sends an event, and shows what it began', async () => {
  const event = { id: 'evt_1', source: '/shop', event_id: 'e', repeated: true, received_at: 'now' };
  answer('POST /api/events', 202, { events: [{ ...event, firings: [firing] }] });
  const given = ['--type', 'order.placed', '--source', '/shop', '--id', 'e', '-d', '{"order":7}'];
  expect((await run('event', 'send', ...given)).stdout).toBe(
    'evt_1 (came before)\n  orders: fired · run_1\n',
  );
  expect(asked()).toEqual({
    specversion: '1.0',
    id: 'e',
    type: 'order.placed',
    source: '/shop',
    data: { order: 7 },
  });
  answer('GET /api/events', 200, { data: [{ ...event, type: 't', subject: null }], page });
  expect((await run('event', 'list', '--type', 't')).stdout).toContain('evt_1');
  answer('GET /api/events/evt_1', 200, {
    ...event,
    type: 't',
    data: 1,
    firings: [{ ...firing, status: 'refused', run_id: null, reason: 'frozen' }],
  });
  expect((await run('event', 'get', 'evt_1')).stdout).toContain('orders: refused · frozen');
});

it('makes, changes, switches, tries and deletes a trigger', async () => {
  const file = join(use.cli.folder, 'trigger.json');
  writeFileSync(file, '{"name":"orders"}');
  answer('POST /api/triggers', 201, shown);
  const made = await run('trigger', 'create', file);
  expect([made.code, made.stderr]).toEqual([0, 'it is off: maestro trigger enable trg_1\n']);
  expect(asked()).toEqual({ name: 'orders' });
  answer('PATCH /api/triggers/trg_1', 200, shown);
  await run('trigger', 'edit', 'trg_1', file);
  expect(asked()).toEqual({ name: 'orders' });
  await run('trigger', 'disable', 'trg_1');
  expect(asked()).toEqual({ enabled: false });
  answer('GET /api/triggers', 200, { data: [shown], page });
  expect((await run('trigger', 'list')).stdout).toMatch(/trg_1 +off +event +bill/);
  answer('POST /api/triggers/test', 200, { outcome: 'fires', reason: null, detail: null, inputs: { n: 1 } });
  expect((await run('trigger', 'test', 'trg_1', file)).stdout).toBe('fires\ninputs: {"n":1}\n');
  expect(asked()).toEqual({ trigger_id: 'trg_1', event: { name: 'orders' } });
  answer('DELETE /api/triggers/trg_1', 200, shown);
  expect((await run('trigger', 'delete', 'trg_1')).stdout).toBe('orders (trg_1): deleted; its runs stay\n');
});
