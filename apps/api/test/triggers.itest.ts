import type { Problem } from '@maestro/problems';
import { createHarness, type Answer, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let template: string;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
  const inputs = {
    type: 'object',
    required: ['order'],
    properties: { order: { type: 'integer' }, note: { type: 'string' } },
  };
  const nodes = [{ id: 'a', kind: 'task', ref: 'noop', with: { value: '${{ trigger.data.order }}' } }];
  const definition = {
    ...{ apiVersion: 'maestro/v1', kind: 'Workflow', metadata: { name: 'bill' } },
    spec: { inputs, nodes, edges: [] },
  };
  template = (await post('/api/templates', { definition })).body.id;
});
afterAll(() => maestro.close());

const post = (path: string, body: unknown, type?: string, headers = {}) =>
  tenant.call('POST', path, {
    body: type ? (typeof body === 'string' ? body : JSON.stringify(body)) : body,
    headers,
    ...(type ? { type } : {}),
  });
const get = async (path: string) => (await tenant.call('GET', path)).body;
let made = 0;
const event = (parts: object = {}) => ({
  ...{
    specversion: '1.0',
    id: `e-${(made += 1)}`,
    source: '/shop',
    type: 'order.placed',
    data: { order: 7 },
  },
  ...parts,
});
const problemOf = ({ body }: Answer) => body as Problem;
const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const trigger = async (parts: object = {}) => {
  const body = {
    ...{ name: 'orders', on: 'event', filter: { types: ['order.*'] }, template_id: template },
    ...{ inputs: { order: '${{ trigger.data.order }}' }, ...parts },
  };
  const answer = await post('/api/triggers', body);
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body;
};
const enable = (id: string, enabled = true) =>
  tenant.call('PATCH', `/api/triggers/${id}`, { body: { enabled } });

describe('events', () => {
  it('come structured, binary and in batches, and are read again with what they began', async () => {
    const { id } = await trigger();
    expect((await enable(id)).body).toMatchObject({ enabled: true });
    const sent = await post('/api/events', event({ subject: 's' }), SINGLE);
    expect([sent.status, sent.body.events]).toEqual([
      202,
      [
        expect.objectContaining({
          repeated: false,
          firings: [expect.objectContaining({ trigger_id: id, status: 'fired' })],
        }),
      ],
    ]);
    const [{ id: evt, firings }] = sent.body.events;
    expect(await get(`/api/events/${evt}`)).toMatchObject({
      type: 'order.placed',
      subject: 's',
      data: { order: 7 },
      firings,
    });
    const run = await get(`/api/runs/${firings[0].run_id}`);
    expect(run).toMatchObject({ created_by: 'trigger for key:owner', labels: { trigger: id, event: evt } });
    const ce = {
      'ce-specversion': '1.0',
      'ce-id': 'b-1',
      'ce-source': '/shop',
      'ce-type': 'order.note',
      'ce-subject': 'caf%C3%A9',
    };
    const binary = await post('/api/events', 'plain words', 'text/plain', ce);
    expect([binary.status, binary.body.events?.[0].firings[0]]).toMatchObject([
      202,
      { status: 'refused', reason: 'expression-error' },
    ]);
    expect(await get(`/api/events/${binary.body.events[0].id}`)).toMatchObject({
      data: 'plain words',
      subject: 'café',
      datacontenttype: 'text/plain',
    });
    const batch = await post('/api/events', [event({ type: 'else' }), event()], BATCH);
    expect(batch.body.events.map((one: { firings: object[] }) => one.firings.length)).toEqual([0, 1]);
    expect((await get('/api/events?type=else')).data).toHaveLength(1);
    expect((await get(`/api/triggers/${id}/firings?status=fired`)).data).toHaveLength(2);
    await enable(id, false);
  });

  it('are all refused where one of a batch is at fault (E085, E087)', async () => {
    const before = (await get('/api/events?limit=200')).data.length;
    const bad = [event(), event({ source: 'a b', time: 'noon' }), event({ tenantId: 'x', id: undefined })];
    const refused = await post('/api/events', bad, BATCH);
    expect(refused.status).toBe(422);
    expect(problemOf(refused).errors?.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      ...[
        '/1/source validation-failed',
        '/1/time validation-failed',
        '/2/id missing-field',
        '/2/tenantId invalid-name',
      ],
    ]);
    const cases: [unknown, string, string][] = [
      [event({ specversion: '0.3' }), SINGLE, 'unknown-version'],
      [event({ data_base64: 'AA==' }), SINGLE, 'conflicting-fields'],
      [event({ data: 'x'.repeat(300_000) }), SINGLE, 'payload-too-large'],
      [Array.from({ length: 101 }, () => event()), BATCH, 'batch-too-large'],
      ['x'.repeat(1_100_000), SINGLE, 'payload-too-large'],
      ['<a/>', 'application/xml', 'unsupported-media-type'],
      [{}, BATCH, 'wrong-type'],
      ['', SINGLE, 'malformed-json'],
    ];
    for (const [body, type, code] of cases)
      expect(problemOf(await post('/api/events', body, type)).code).toBe(code);
    expect((await get('/api/events?limit=200')).data).toHaveLength(before);
    // Words of ours in the data of others are data.
    const data = { tenantId: 'ten_1', runId: 'run_1', status: 'failed' };
    const { events } = (await post('/api/events', event({ type: 'plain', data }), SINGLE)).body;
    expect(await get(`/api/events/${events[0].id}`)).toMatchObject({ data, firings: [] });
  });
});

describe('a trigger', () => {
  it('is refused with the place of what is wrong, and what was meant', async () => {
    const body = {
      ...{ name: 'n', on: 'event', filter: { types: ['*'] }, template_id: template },
      match: 'trigger.dat.order == 1 && sizes(trigger.type) > 1',
      inputs: { orde: '${{ event.data }}' },
    };
    const problem = problemOf(await post('/api/triggers', body));
    expect(problem.errors?.map(({ pointer, message, suggestion }) => [pointer, message, suggestion])).toEqual(
      [
        ['/match', expect.stringContaining('(at character 9)'), 'data'],
        ['/match', expect.stringContaining('no function "sizes"'), 'size'],
        ['/inputs/orde', expect.stringContaining('unknown name "event"'), undefined],
        ['/inputs/orde', expect.stringContaining('It has: note, order'), undefined],
        ['/inputs', expect.stringContaining('"order"'), undefined],
      ],
    );
    const wrong: [object, string][] = [
      [{ filter: {} }, '/filter/types'],
      [{ filter: { types: ['a*b'] } }, '/filter/types/0'],
      [{ on: 'run_finished', filter: { types: ['a'] } }, '/filter/types'],
      [{ template_id: 'tpl_x' }, '/template_id'],
      [{ orchestra_id: 'orc_x' }, '/template_id'],
    ];
    for (const [parts, pointer] of wrong)
      expect(
        problemOf(await post('/api/triggers', { ...body, match: '', inputs: {}, ...parts })).errors?.[0]
          ?.pointer,
      ).toBe(pointer);
  });

  it('begins off, is changed by who has read it, and goes', async () => {
    const { id, etag, enabled } = await trigger();
    expect(enabled).toBe(false);
    const path = `/api/triggers/${id}`;
    const change = (headers: Record<string, string>) =>
      tenant.call('PATCH', path, { body: { name: 'bills', match: '' }, headers });
    expect((await change({ 'if-match': etag })).body).toMatchObject({ name: 'bills', match: '' });
    expect((await change({ 'if-match': etag })).status).toBe(412);
    expect((await tenant.call('DELETE', path)).status).toBe(200);
    expect((await tenant.call('GET', path)).status).toBe(404);
    const told = (await get('/api/audit?limit=100')).data.map(({ action }: { action: string }) => action);
    expect(told).toEqual(
      expect.arrayContaining(['trigger.created', 'trigger.changed', 'trigger.deleted', 'event.received']),
    );
  });

  it('is tried without beginning anything', async () => {
    const tried = {
      name: 'n',
      on: 'event',
      filter: { types: ['order.*'] },
      template_id: template,
      match: 'trigger.data.order > 5',
    };
    const inputs = { order: '${{ trigger.data.order }}' };
    const test = async (sent: object, more: object = {}) =>
      (await post('/api/triggers/test', { trigger: { ...tried, inputs, ...more }, event: event(sent) })).body;
    expect(await test({})).toMatchObject({ outcome: 'fires', inputs: { order: 7 } });
    expect(await test({ type: 'else' })).toMatchObject({ outcome: 'filtered' });
    expect(await test({ data: { order: 1 } })).toMatchObject({ outcome: 'unmatched' });
    expect(await test({ data: {} })).toMatchObject({ outcome: 'refused', reason: 'expression-error' });
    expect(await test({ data: { order: 9.5 } })).toMatchObject({
      outcome: 'refused',
      reason: 'input-invalid',
    });
    const { id } = await trigger();
    const body = { trigger_id: id, event: event() };
    expect((await post('/api/triggers/test', body)).body).toMatchObject({ outcome: 'fires' });
  });
});
