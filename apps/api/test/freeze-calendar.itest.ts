import { chain, createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => (tenant = await maestro.newTenant()));

const get = (path: string) => tenant.call('GET', path);
const post = (path: string, body: unknown, type?: string) =>
  tenant.call('POST', path, { body, ...(type ? { type } : {}) });
const windows = async () => (await get('/api/freeze-windows')).body.data;

const weekends = {
  name: 'Weekends',
  effect: 'defer',
  start: '2026-01-02T18:00',
  end: '2026-01-05T07:00',
  recurrence: 'FREQ=WEEKLY;BYDAY=FR',
  except: ['2026-05-01'],
  scope: { tags: ['Outreach'] },
};
const file = {
  version: 1,
  timezone: 'Europe/Berlin',
  windows: [{ name: 'Year end', start: '2026-12-18', end: '2027-01-04' }, weekends],
};
const ics = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n');
const event = (uid: string, ...lines: string[]) =>
  [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'SUMMARY:Audit',
    'DTSTART;TZID=Europe/Berlin:20260901T090000',
    'DURATION:PT8H',
    ...lines,
    'END:VEVENT',
  ].join('\r\n');

describe('a freeze_windows.json', () => {
  it('becomes windows, with what it says for all of them', async () => {
    const { status, body } = await post('/api/freeze-windows/import', file);
    expect([status, body.created.length, body.updated]).toEqual([200, 2, []]);
    expect(await windows()).toMatchObject([
      {
        name: 'Year end',
        effect: 'block',
        timezone: 'Europe/Berlin',
        start: '2026-12-18',
        end: '2027-01-04',
        scope: {},
      },
      {
        ...weekends,
        start: '2026-01-02T18:00:00',
        end: '2026-01-05T07:00:00',
        except: ['2026-05-01T18:00:00'],
      },
    ]);
  });

  it('is taken over whole or not at all', async () => {
    const broken = {
      ...file,
      windows: [...file.windows, { name: 'x', start: '2026-02-30', end: '2026-03-01' }],
    };
    const problem = problemOf(await post('/api/freeze-windows/import', broken), [422, 'validation-failed']);
    expect(problem.errors).toMatchObject([{ pointer: '/windows/2/start' }]);
    expect(await windows()).toEqual([]);
  });
});

describe('an iCalendar file', () => {
  it('becomes windows, and is written anew when it comes again', async () => {
    const path = '/api/freeze-windows/import?effect=require-approval&environments=prod';
    await post(path, ics(event('a'), event('b', 'RRULE:FREQ=MONTHLY;BYDAY=1TU')), 'text/calendar');
    const again = await post(path, ics(event('a', 'DESCRIPTION:Books.')), 'text/calendar');
    expect([again.status, again.body.created, again.body.updated.length]).toEqual([200, [], 1]);
    expect(await windows()).toMatchObject([
      {
        source: 'ical:a',
        name: 'Audit',
        reason: 'Books.',
        effect: 'require-approval',
        scope: { environments: ['prod'] },
      },
      {
        source: 'ical:b',
        start: '2026-09-01T09:00:00',
        end: '2026-09-01T17:00:00',
        recurrence: 'FREQ=MONTHLY;BYDAY=1TU',
      },
    ]);
  });

  it.each([
    ['nothing', '', 422, 'conflicting-fields'],
    ['no calendar', 'hello', 422, 'validation-failed'],
    ['a zone of its own', ics(event('a').replace('Europe/Berlin', 'Mars/Base')), 422, 'unknown-timezone'],
    [
      'ten thousand exceptions',
      ics(event('a', 'RRULE:FREQ=DAILY', ...Array<string>(10_000).fill('EXDATE:20260902T090000'))),
      422,
      'limit-exceeded',
    ],
    ['depth', 'BEGIN:VCALENDAR\r\n'.repeat(5_000), 422, 'limit-exceeded'],
    ['2 MB', 'x'.repeat(2_000_000), 413, 'payload-too-large'],
    [
      'an end before its beginning',
      ics(event('a').replace('DURATION:PT8H', 'DTEND:20250901T090000')),
      422,
      'out-of-range',
    ],
  ])('of %s is refused', async (_, text, status, code) => {
    problemOf(await post('/api/freeze-windows/import', text, 'text/calendar'), [status, code]);
    expect(await windows()).toEqual([]);
  });
});

describe('the preview', () => {
  it('says what will be frozen, and why', async () => {
    await tenant.call('POST', '/api/templates', { body: { ...chain('deploy', 'a'), metadata: undefined } });
    await post('/api/freeze-windows/import', file);
    await post('/api/freeze-windows', {
      name: 'Deploys',
      start: '2026-12-24',
      reason: 'Quiet.',
      scope: { templates: ['deploy'] },
    });
    const span = 'from=2026-12-20T00:00:00Z&to=2026-12-31T00:00:00Z';
    const all = (await get(`/api/freeze-windows/preview?${span}`)).body;
    expect(all.has_more).toBe(false);
    expect(all.data.map(({ name, start, end }: Record<string, string>) => [name, start, end])).toEqual([
      ['Year end', '2026-12-17T23:00:00.000Z', '2027-01-03T23:00:00.000Z'],
      ['Weekends', '2026-12-18T17:00:00.000Z', '2026-12-21T06:00:00.000Z'],
      ['Deploys', '2026-12-24T00:00:00.000Z', '2026-12-25T00:00:00.000Z'],
      ['Weekends', '2026-12-25T17:00:00.000Z', '2026-12-28T06:00:00.000Z'],
    ]);
    const deploy = (await get(`/api/freeze-windows/preview?${span}&template=deploy`)).body.data;
    expect(deploy.map(({ name }: { name: string }) => name)).toEqual(['Year end', 'Deploys']);
    const other = (await get(`/api/freeze-windows/preview?${span}&label=a:b`)).body.data;
    expect(other.map(({ name }: { name: string }) => name)).toEqual(['Year end']);
    expect((await get(`/api/freeze-windows/preview?${span}&limit=1`)).body.has_more).toBe(true);
  });

  it.each([
    'from=yesterday',
    'from=2026-12-20T00:00:00Z&to=2026-12-20T00:00:00Z',
    'to=2100-01-01T00:00:00Z',
    'limit=0',
    'x=1',
  ])('is refused for %s', async (query) =>
    problemOf(await get(`/api/freeze-windows/preview?${query}`), [400, 'invalid-parameter']),
  );
});

describe('a window', () => {
  const fine = { name: 'x', start: '2026-12-18T18:00', end: '2026-12-19' };
  it.each([
    [{ end: '2026-12-18T18:00' }, 'out-of-range', '/end'],
    [{ end: '2026-12-17' }, 'out-of-range', '/end'],
    [{ end: undefined }, 'missing-field', '/end'],
    [{ start: '18.12.2026' }, 'validation-failed', '/start'],
    [{ start: '1234-12-18' }, 'validation-failed', '/start'],
    [{ timezone: 'Mars/Base' }, 'unknown-timezone', '/timezone'],
    [{ timezone: '+01:00' }, 'unknown-timezone', '/timezone'],
    [{ recurrence: 'FREQ=SECONDLY' }, 'validation-failed', '/recurrence'],
    [{ recurrence: 'FREQ=DAILY;COUNT=-1' }, 'out-of-range', '/recurrence'],
    [{ recurrence: 'FREQ=YEARLY', end: '2027-12-01' }, 'out-of-range', '/end'],
    [{ except: Array(1_001).fill('2026-12-18') }, 'out-of-range', '/except'],
    [{ effect: 'maybe' }, 'validation-failed', '/effect'],
    [{ effect: 'require-approval', approvers: [] }, 'missing-field', '/approvers'],
    [{ quorum: 0 }, 'out-of-range', '/quorum'],
    [{ scope: { everything: true } }, 'unknown-field', '/scope/everything'],
    [{ scope: { labels: { a: 1 } } }, 'wrong-type', '/scope/labels/a'],
    [{ scope: { tags: [''] } }, 'out-of-range', '/scope/tags'],
    [{ tenant_id: 'ten_x' }, 'unknown-field', '/tenant_id'],
  ])('with %j is refused', async (over, code, pointer) => {
    const problem = problemOf(await post('/api/freeze-windows', { ...fine, ...over }), [422, code]);
    expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
    expect(await windows()).toEqual([]);
  });

  it('is changed by who has read it', async () => {
    const made = await post('/api/freeze-windows', fine);
    const path = made.headers.get('location') as string;
    const etag = (await get(path)).headers.get('etag') as string;
    const change = (body: object) => tenant.call('PATCH', path, { body, headers: { 'if-match': etag } });
    const changed = (await change({ recurrence: 'FREQ=DAILY', reason: 'x' })).body;
    expect(changed).toMatchObject({
      ...made.body,
      recurrence: 'FREQ=DAILY',
      reason: 'x',
      updated_at: expect.any(String),
    });
    problemOf(await change({ name: 'late' }), [412, 'version-conflict']);
    problemOf(await tenant.call('DELETE', path, { headers: { 'if-match': etag } }), [
      412,
      'version-conflict',
    ]);
    const cleared = await tenant.call('PATCH', path, { body: { recurrence: '', reason: '' } });
    expect(cleared.body).toMatchObject({ recurrence: null, reason: null });
    problemOf(await tenant.call('PATCH', path, { body: { end: '2026-12-01' } }), [422, 'out-of-range']);
  });

  it('of another tenant is as unknown as none', async () => {
    const { body } = await post('/api/freeze-windows', fine);
    const other = await maestro.newTenant();
    for (const method of ['GET', 'PATCH', 'DELETE'])
      problemOf(
        await other.call(
          method,
          `/api/freeze-windows/${body.id}`,
          method === 'PATCH' ? { body: { name: 'y' } } : {},
        ),
        [404, 'not-found'],
      );
    const asked = await other.call('POST', `/api/freeze-windows/${body.id}/breaks`, {
      body: { reason: 'x' },
    });
    problemOf(asked, [404, 'not-found']);
  });
});
