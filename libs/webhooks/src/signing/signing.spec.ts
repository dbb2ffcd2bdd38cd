import { createHmac } from 'node:crypto';
import type { MaestroError } from '@maestro/problems';
import { keyOfSecret, newSigningSecret } from './secret';
import { signStandard, standardHeaders } from './standard';
import { verifyMessage, type ReceivedMessage, type VerifierKind } from './verify';

/** The published examples of whoever made the rules. */
const published: { kind: VerifierKind; secret: string; at: number; message: ReceivedMessage }[] = [
  {
    kind: 'standard-webhooks',
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    at: 1_614_265_330,
    message: {
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      body: Buffer.from('{"test": 2432232314}'),
    },
  },
  {
    kind: 'github',
    secret: "It's a Secret to Everybody",
    at: 0,
    message: {
      headers: {
        'x-hub-signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
      },
      body: Buffer.from('Hello, World!'),
    },
  },
  {
    kind: 'slack',
    secret: '8f742231b10e8888abcd99yyyzzz85a5',
    at: 1_531_420_618,
    message: {
      headers: {
        'x-slack-request-timestamp': '1531420618',
        'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      },
      body: Buffer.from(
        'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar' +
          '&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com' +
          '%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
      ),
    },
  },
  // Stripe publishes the rule and no example: the signed text is `t`, a dot, and the body.
  {
    kind: 'stripe',
    secret: 'whsec_test_secret',
    at: 1_492_774_577,
    message: {
      headers: {
        'stripe-signature': `t=1492774577,v1=${createHmac('sha256', 'whsec_test_secret')
          .update('1492774577.{"id":"evt_1"}')
          .digest('hex')},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39`,
      },
      body: Buffer.from('{"id":"evt_1"}'),
    },
  },
];

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'fits';
  } catch (error) {
    return (error as MaestroError).code;
  }
};

describe.each(published)('the rules of $kind', ({ kind, secret, at, message }) => {
  const now = new Date(at * 1_000);
  const check = (changed: ReceivedMessage, when = now, secrets = [secret]) =>
    codeOf(() => verifyMessage(kind, changed, { secrets, now: when }));
  const withHeaders = (change: (value: string, name: string) => string): ReceivedMessage => ({
    ...message,
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, change(value ?? '', name)]),
    ),
  });
  const signatureOnly = (change: (value: string) => string) =>
    withHeaders((value, name) => (name.includes('signature') ? change(value) : value));

  it('take their own example, with any of the secrets', () => {
    expect(check(message)).toBe('fits');
    const other = kind === 'standard-webhooks' ? newSigningSecret() : 'another one';
    expect(check(message, now, [other, secret])).toBe('fits');
    expect(check(message, now, [other])).toBe('bad-signature');
  });

  it('E080: refuse no signature, a wrong one, a part of one and one in upper case', () => {
    expect(check({ ...message, headers: {} })).toBe('bad-signature');
    expect(check(signatureOnly((value) => value.replace(/[0-9](?=[^0-9]*$)/, 'Z')))).not.toBe('');
    expect(check(signatureOnly((value) => value.replace(/(v1,|v1=|v0=|sha256=)./, '$1_')))).toBe(
      'bad-signature',
    );
    expect(check(signatureOnly((value) => value.split(',v0')[0]!.slice(0, -4)))).toBe('bad-signature');
    expect(check(signatureOnly((value) => value.toUpperCase()))).toBe('bad-signature');
  });

  it('E081: refuse what was signed six minutes ago, or will be in six minutes', () => {
    const off = (minutes: number) => check(message, new Date((at + minutes * 60) * 1_000));
    const stale = kind === 'github' ? 'fits' : 'stale-signature';
    expect([off(4), off(-4), off(6), off(-6)]).toEqual(['fits', 'fits', stale, stale]);
  });

  it('E083: refuse a body that was written anew', () => {
    expect(check({ ...message, body: Buffer.concat([message.body, Buffer.from(' ')]) })).toBe(
      'bad-signature',
    );
  });
});

it('signs with two secrets at once, and each of them alone fits', () => {
  const [old, fresh] = [newSigningSecret(), newSigningSecret()];
  const headers = standardHeaders([fresh, old], { id: 'evt_1', timestamp: 1_000, body: '{}' });
  const message = { headers, body: Buffer.from('{}') };
  for (const secret of [old, fresh])
    expect(verifyMessage('standard-webhooks', message, { secrets: [secret], now: new Date(1_000_000) })).toBe(
      'evt_1',
    );
});

it('knows a secret from what is none', () => {
  expect(keyOfSecret(newSigningSecret())).toHaveLength(32);
  for (const odd of ['', 'whsec_', 'whsec_abc', 'whsec_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!', 'short'])
    expect(keyOfSecret(odd)).toBeNull();
  expect(() => signStandard('nothing', { id: 'a', timestamp: 1, body: '' })).toThrow('form');
});
