import { readinessAnswer } from './health-answer';
import { Readiness, within } from './readiness';

const up = () => Promise.resolve();
const down = () => Promise.reject(new Error('gone'));
const check = (name: string, critical: boolean, ask: () => Promise<void>) => ({ name, critical, check: ask });

it('is ready while all answer', async () => {
  const readiness = new Readiness([check('postgres', true, up), check('redis', false, up)]);
  expect(await readinessAnswer(readiness)).toEqual({ status: 'ok', checks: { postgres: 'ok', redis: 'ok' } });
});

it('is degraded, and still takes work, without what it can do without', async () => {
  const readiness = new Readiness([check('postgres', true, up), check('redis', false, down)]);
  expect(await readinessAnswer(readiness)).toEqual({
    status: 'degraded',
    checks: { postgres: 'ok', redis: 'failed' },
  });
});

it('takes no work without what it needs', async () => {
  const readiness = new Readiness([check('postgres', true, down), check('redis', false, up)]);
  await expect(readinessAnswer(readiness)).rejects.toMatchObject({
    code: 'service-unavailable',
    message: 'The service takes no work: it cannot reach postgres.',
    retryAfter: 1,
  });
});

it('takes no work while it stops, and asks nobody', async () => {
  const readiness = new Readiness([check('postgres', true, () => Promise.reject(new Error('asked')))]);
  readiness.drain();
  expect(await readiness.report()).toEqual({ status: 'draining', checks: {} });
  await expect(readinessAnswer(readiness)).rejects.toThrow('it is stopping');
});

it('does not wait for an answer that never comes', async () => {
  expect(await within(20, () => new Promise(() => undefined))).toBe(false);
  expect(await within(1_000, up)).toBe(true);
  expect(
    await within(1_000, () => {
      throw new Error('at once');
    }),
  ).toBe(false);
});
