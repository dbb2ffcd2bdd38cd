import { createHmac } from 'node:crypto';
import { chain, createHarness, problemOf, type Answer, type Harness, type TestTenant } from './harness';

let maestro: Harness;
let tenant: TestTenant;
let template: string;

beforeAll(async () => {
  maestro = await createHarness();
  tenant = await maestro.newTenant();
  template = (await tenant.call('POST', '/api/templates', { body: chain('flow', 'a') })).body.id;
});
afterAll(() => maestro.close());

type Signer = (body: string, secret: string, at?: number) => Record<string, string>;
const hmac = (key: string | Buffer, text: string, form: 'hex' | 'base64' = 'hex') =>
  createHmac('sha256', key).update(text).digest(form);
const seconds = () => Math.floor(Date.now() / 1_000);

let made = 0;
const signers: Record<string, Signer> = {
  'standard-webhooks': (body, secret, at = seconds()) => {
    const id = `msg_${(made += 1)}`;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const signature = `v1,${hmac(key, `${id}.${at}.${body}`, 'base64')}`;
    return { 'webhook-id': id, 'webhook-timestamp': `${at}`, 'webhook-signature': signature };
  },
  github: (body, secret) => ({
    'x-github-event': 'push',
    'x-github-delivery': `d-${(made += 1)}`,
    'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
  }),
  stripe: (body, secret, at = seconds()) => ({
    'stripe-signature': `t=${at},v1=${hmac(secret, `${at}.${body}`)}`,
  }),
  slack: (body, secret, at = seconds()) => ({
    'x-slack-request-timestamp': `${at}`,
    'x-slack-signature': `v0=${hmac(secret, `v0:${at}:${body}`)}`,
  }),
};
const bodies: Record<string, object> = {
  'standard-webhooks': { type: 'order.paid', subject: 'o-1' },
  github: { ref: 'refs/heads/main', repository: { full_name: 'acme/shop' } },
  stripe: { id: 'evt_stripe', type: 'charge.succeeded' },
  slack: { event_id: 'Ev1', team_id: 'T1', event: { type: 'app_mention' } },
};
const secretOf = (verifier: string) =>
  verifier === 'stripe' || verifier === 'slack' ? { secret: 'shhh-it-is-theirs' } : {};

async function newHook(verifier: string, parts: object = {}, of = tenant) {
  const body = { name: verifier, verifier, ...secretOf(verifier), ...parts };
  const answer = await of.call('POST', '/api/hooks', { body });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  await of.call('PATCH', `/api/hooks/${answer.body.id}`, { body: { enabled: true } });
  return { ...answer.body, secret: answer.body.secret ?? 'shhh-it-is-theirs' };
}
const tell = (path: string, body: string, headers: Record<string, string>): Promise<Answer> =>
  tenant.call('POST', path, { body, headers, key: null });

describe('messages', () => {
  it.each([
    ['standard-webhooks', { type: 'order.paid', subject: 'o-1' }],
    ['github', { type: 'com.github.push', subject: 'acme/shop' }],
    ['stripe', { type: 'com.stripe.charge.succeeded', event_id: 'evt_stripe' }],
    ['slack', { type: 'com.slack.app_mention', event_id: 'Ev1', subject: 'T1' }],
  ])('of %s begin what triggers make of them, and E082: a replay gives the first run', async (kind, as) => {
    const hook = await newHook(kind);
    const trigger = await tenant.call('POST', '/api/triggers', {
      body: { name: kind, on: 'event', filter: { types: [as.type] }, template_id: template },
    });
    await tenant.call('PATCH', `/api/triggers/${trigger.body.id}`, { body: { enabled: true } });
    const body = JSON.stringify(bodies[kind]);
    const headers = (signers[kind] as Signer)(body, hook.secret);
    const first = await tell(hook.path, body, headers);
    expect([first.status, first.body]).toMatchObject([
      202,
      { event: { repeated: false, firings: [{ status: 'fired' }] } },
    ]);
    const { id, source, firings } = first.body.event;
    expect(source).toBe(`urn:maestro:hook:${hook.id}`);
    const kept = (await tenant.call('GET', `/api/events/${id}`)).body;
    expect(kept).toMatchObject({ ...as, data: bodies[kind], received_by: `hook:${hook.id}` });
    // Headers that are not signed make no other event of it.
    const again = await tell(hook.path, body, { ...headers, 'x-github-delivery': 'another' });
    expect([again.status, again.body.event]).toMatchObject([202, { id, repeated: true }]);
    expect(again.body.event.firings[0].run_id).toBe(firings[0].run_id);
  });

  it('E080, E083: are refused without a signature, with a wrong one, and written anew', async () => {
    const hook = await newHook('github');
    const body = JSON.stringify(bodies['github']);
    const right = (signers['github'] as Signer)(body, hook.secret);
    const signature = right['x-hub-signature-256'] as string;
    const wrong: Record<string, string>[] = [
      {},
      { 'x-hub-signature-256': signature.slice(0, -1) },
      { 'x-hub-signature-256': `sha256=${signature.slice(7).toUpperCase()}` },
      { 'x-hub-signature-256': `sha256=${hmac('another', body)}` },
    ];
    for (const headers of wrong) problemOf(await tell(hook.path, body, headers), [401, 'bad-signature']);
    problemOf(await tell(hook.path, JSON.stringify(bodies['github'], null, 1), right), [
      401,
      'bad-signature',
    ]);
    expect((await tell(hook.path, body, right)).status).toBe(202);
  });

  it('E081: are refused six minutes after they were signed', async () => {
    for (const kind of ['standard-webhooks', 'stripe', 'slack']) {
      const hook = await newHook(kind);
      const headers = (signers[kind] as Signer)('{}', hook.secret, seconds() - 360);
      problemOf(await tell(hook.path, '{}', headers), [401, 'stale-signature']);
    }
  });

  it('E084: find an address that is off, gone, of another tenant or unknown all alike', async () => {
    const [hook, other] = [await newHook('github'), await maestro.newTenant()];
    const headers = (signers['github'] as Signer)('{}', hook.secret);
    await tenant.call('PATCH', `/api/hooks/${hook.id}`, { body: { enabled: false } });
    const [mine, theirs] = [tenant.id, other.id].map((id) => id.slice(4));
    const paths = [
      hook.path,
      hook.path.replace(mine as string, theirs as string),
      hook.path.replace(/.$/, '0'),
      '/api/hooks/nobody',
      `/api/hooks/${hook.id}`,
    ];
    const answers = [];
    for (const path of paths) answers.push(problemOf(await tell(path, '{}', headers), [404, 'not-found']));
    expect(new Set(answers.map(({ detail }) => detail)).size).toBe(1);
    problemOf(await other.call('GET', `/api/hooks/${hook.id}`), [404, 'not-found']);
    expect((await other.call('GET', '/api/hooks')).body.data).toEqual([]);
    expect((await tenant.call('DELETE', `/api/hooks/${hook.id}`)).status).toBe(200);
    problemOf(await tell(hook.path, '{}', headers), [404, 'not-found']);
  });

  it('E085, E087: may not be huge, and hold words of ours as plain data', async () => {
    const hook = await newHook('github');
    const send = (body: string) => tell(hook.path, body, (signers['github'] as Signer)(body, hook.secret));
    problemOf(await send(`"${'x'.repeat(5_000_000)}"`), [413, 'payload-too-large']);
    problemOf(await send(`"${'x'.repeat(300_000)}"`), [413, 'payload-too-large']);
    problemOf(await send('{'), [400, 'malformed-json']);
    const data = { tenantId: 'ten_1', runId: 'run_1', status: 'failed', id: 7 };
    const { event } = (await send(JSON.stringify(data))).body;
    expect((await tenant.call('GET', `/api/events/${event.id}`)).body).toMatchObject({ data });
  });

  it('E086: come only so often to one address, and others go on', async () => {
    const [busy, calm] = [await maestro.newTenant(), await newHook('github')];
    const hook = await newHook('github', {}, busy);
    await busy.call('PATCH', `/api/tenants/${busy.id}`, { body: { rate_limit: { per_key: 5 } } });
    const flood = async () => {
      const sent = Array.from({ length: 100 }, () => tell(hook.path, '{}', {}));
      return (await Promise.all(sent)).filter(({ status }) => status === 429);
    };
    let refused: Answer[] = [];
    // The rate that was set is known a moment later.
    for (let i = 0; i < 50 && refused.length === 0; i += 1) refused = await flood();
    const [one] = refused as [Answer];
    problemOf(one, [429, 'rate-limited']);
    expect(Number(one.headers.get('retry-after'))).toBeGreaterThan(0);
    const headers = (signers['github'] as Signer)('{"calm":1}', calm.secret);
    expect((await tell(calm.path, '{"calm":1}', headers)).status).toBe(202);
  });
});

describe('a hook', () => {
  it('gives Slack its challenge back, once its signature holds', async () => {
    const hook = await newHook('slack');
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    problemOf(await tell(hook.path, body, {}), [401, 'bad-signature']);
    const answer = await tell(hook.path, body, (signers['slack'] as Signer)(body, hook.secret));
    expect([answer.status, answer.body]).toEqual([200, { challenge: 'abc' }]);
  });

  it('matches and maps by expressions, over forms as well', async () => {
    const hook = await newHook('slack', {
      match: "trigger.body.command == '/deploy'",
      mapping: {
        type: 'chat.${{ trigger.body.command }}',
        id: '${{ trigger.body.trigger_id }}',
        data: { who: '${{ trigger.body.user_name }}', as: "${{ trigger.headers['content-type'] }}" },
      },
    });
    const send = (body: string) => {
      const headers = (signers['slack'] as Signer)(body, hook.secret);
      const type = 'application/x-www-form-urlencoded';
      return tenant.call('POST', hook.path, { body, headers, key: null, type });
    };
    expect((await send('command=%2Fhelp')).body).toEqual({ event: null });
    const { event } = (await send('command=%2Fdeploy&user_name=ada&trigger_id=17')).body;
    expect((await tenant.call('GET', `/api/events/${event.id}`)).body).toMatchObject({
      ...{ type: 'chat./deploy', event_id: '17' },
      data: { who: 'ada', as: 'application/x-www-form-urlencoded' },
    });
    problemOf(await send('command=%2Fdeploy'), [422, 'expression-error']);
  });

  it('takes the secret of before as well until the overlap ends, and no longer', async () => {
    const hook = await newHook('github');
    const rotate = (overlap: number) =>
      tenant.call('POST', `/api/hooks/${hook.id}/rotate-secret`, { body: { overlap_s: overlap } });
    const told = async (secret: string) =>
      (await tell(hook.path, '{}', (signers['github'] as Signer)('{}', secret))).status;
    const second = (await rotate(3_600)).body.secret;
    expect([await told(hook.secret), await told(second)]).toEqual([202, 202]);
    const third = (await rotate(0)).body.secret;
    expect([await told(hook.secret), await told(second), await told(third)]).toEqual([401, 401, 202]);
    const { body } = await tenant.call('GET', '/api/audit?limit=200');
    const entries = JSON.stringify(body.data);
    expect(entries).toContain('hook.secret_rotated');
    for (const secret of [hook.secret, second, third]) expect(entries).not.toContain(secret);
  });

  it('is refused with the place of what is wrong', async () => {
    const base = { name: 'x', verifier: 'github' };
    const cases: [object, string, string][] = [
      [{ ...base, verifier: 'stripe' }, 'missing-field', '/secret'],
      [{ ...base, verifier: 'standard-webhooks', secret: 'not-a-secret' }, 'validation-failed', '/secret'],
      [{ ...base, verifier: 'basic' }, 'validation-failed', '/verifier'],
      [{ ...base, match: 'trigger.boddy' }, 'unknown-name', '/match'],
      [{ ...base, mapping: { kind: 'x' } }, 'unknown-field', '/mapping/kind'],
      [{ ...base, mapping: { type: 1 } }, 'wrong-type', '/mapping/type'],
      [{ ...base, mapping: { data: { a: '${{ runs.x }}' } } }, 'unknown-name', '/mapping/data/a'],
    ];
    for (const [body, code, pointer] of cases) {
      const answer = await tenant.call('POST', '/api/hooks', { body });
      expect([answer.body.code, answer.body.errors?.[0].pointer]).toEqual([code, pointer]);
    }
  });

  it('changes only as whoever changes it knows it', async () => {
    const { id } = await newHook('github');
    const path = `/api/hooks/${id}`;
    const headers = { 'if-match': '"stale"' };
    problemOf(await tenant.call('PATCH', path, { body: { name: 'y' }, headers }), [412, 'version-conflict']);
    const etag = (await tenant.call('GET', path)).headers.get('etag') as string;
    const changed = await tenant.call('PATCH', path, { body: { name: 'y' }, headers: { 'if-match': etag } });
    expect(changed.body).toMatchObject({ name: 'y', enabled: true });
    const viewer = await tenant.newKey('viewer');
    problemOf(await tenant.call('GET', '/api/hooks', { key: viewer }), [403, 'forbidden']);
  });
});
