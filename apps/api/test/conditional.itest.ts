import { createHarness, problemOf, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let path: string;

beforeAll(async () => (maestro = await createHarness()));
afterAll(() => maestro.close());
beforeEach(async () => {
  tenant = await maestro.newTenant();
  path = `/api/tenants/${tenant.id}`;
});

const get = (headers = {}) => tenant.call('GET', path, { headers });
const patch = (weight: number, headers = {}) => tenant.call('PATCH', path, { body: { weight }, headers });

describe('an ETag', () => {
  it('spares the answer to who has it, until something changes', async () => {
    const etag = (await get()).headers.get('etag') as string;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await get({ 'if-none-match': etag });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    await patch(7);
    expect((await get({ 'if-none-match': etag })).body).toMatchObject({ weight: 7 });
  });

  it('E048: keeps two people from overwriting each other', async () => {
    const etag = (await get()).headers.get('etag') as string;
    const answers = await Promise.all([2, 3, 4, 5].map((weight) => patch(weight, { 'if-match': etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const [won] = answers.filter(({ status }) => status === 200);
    expect((await get()).body.weight).toBe(won?.body.weight);
    const lost = answers.find(({ status }) => status === 412);
    problemOf(lost as NonNullable<typeof lost>, [412, 'version-conflict']);
    expect(lost?.headers.get('etag')).toBe(won?.headers.get('etag'));
    expect((await patch(9, { 'if-match': won?.headers.get('etag') })).status).toBe(200);
  });

  it('is not asked for where it is optional, and has to be one', async () => {
    expect((await patch(3)).status).toBe(200);
    expect((await patch(4, { 'if-match': '*' })).status).toBe(200);
    problemOf(await patch(5, { 'if-match': 'nonsense' }), [400, 'bad-request']);
    problemOf(await patch(5, { 'if-match': 'W/"x"' }), [412, 'version-conflict']);
    problemOf(
      await tenant.call('POST', '/api/runs', { body: { template: 'x' }, headers: { 'if-match': '"x"' } }),
      [400, 'bad-request'],
    );
  });
});
