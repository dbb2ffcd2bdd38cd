import type { Stage } from './stage';

/** Ways through a graph: decisions, edges, joins, failures that are handled, and retries. */
export function branches(stage: () => Stage): void {
  it.each([
    [{ severity: 'outage', customer: 'gold' }, 'page'],
    [{ severity: 'question', customer: 'gold' }, 'call_back'],
    [{ severity: 'question' }, 'reply'],
  ])('decision: %j goes to %s alone', async (inputs, way) => {
    const run = await stage().play('decision.yaml', inputs);
    expect([run.status, run.outputs]).toEqual(['succeeded', { way }]);
    expect(await stage().statuses(run.id)).toEqual({
      triage: 'succeeded',
      ...{ page: 'skipped', call_back: 'skipped', reply: 'skipped' },
      [way]: 'succeeded',
      record: 'succeeded',
    });
  });

  it('joins: nothing falls back where the first source works', async () => {
    stage().outside.replies('GET /primary', { body: { price: 5 } });
    const run = await stage().play('joins.yaml');
    expect([run.status, run.outputs]).toEqual([
      'succeeded',
      { price: 5, log: 'primary succeeded, fallback skipped' },
    ]);
  });

  it('joins: a failure edge handles the failure, and both joins come to their tasks', async () => {
    stage().outside.replies('GET /primary', { status: 404 });
    stage().outside.replies('GET /fallback', { body: { price: 6 } });
    const run = await stage().play('joins.yaml');
    expect([run.status, run.outputs]).toEqual([
      'completed',
      { price: 6, log: 'primary failed, fallback succeeded' },
    ]);
  });

  it.each([
    [200, 'succeeded', 'with a portrait'],
    [404, 'completed', 'without a portrait'],
  ])('on_error: continue: after a %d the letter goes out', async (status, outcome, letter) => {
    stage().outside.replies('GET /portrait', { status });
    const run = await stage().play('on-error-continue.yaml');
    expect([run.status, run.output]).toEqual([outcome, letter]);
  });

  it('retry: two failures cost two attempts, under one idempotency key', async () => {
    const { outside } = stage();
    outside.replies('POST /bookings', { status: 503 }, { status: 503 }, { status: 200 });
    const run = await stage().play('retry.yaml');
    expect([run.status, run.output]).toEqual(['succeeded', 'attempt 3 worked']);
    expect(outside.calls).toHaveLength(3);
    expect(new Set(outside.calls.map(({ key }) => key)).size).toBe(1);
    expect(outside.calls[0]?.key).toBe(`${run.id}/book`);
  });

  it('retry: an error that is not listed ends the node at once', async () => {
    stage().outside.replies('POST /bookings', { status: 409 });
    const run = await stage().play('retry.yaml');
    expect([run.status, await stage().failure(run.id, 'book')]).toEqual(['failed', 'http_4xx']);
    expect(stage().outside.calls).toHaveLength(1);
  });

  it('cache: a second run asks nobody, another currency does', async () => {
    const { outside } = stage();
    outside.replies('GET /rates/chf', { body: { rate: 2 } });
    outside.replies('GET /rates/nok', { body: { rate: 10 } });
    const amounts = [];
    for (const currency of ['chf', 'chf', 'nok'])
      amounts.push((await stage().play('cache.yaml', { currency, amount: 4 })).outputs);
    expect(amounts).toEqual([{ amount: 8 }, { amount: 8 }, { amount: 40 }]);
    expect(outside.calls.map(({ line }) => line)).toEqual(['GET /rates/chf', 'GET /rates/nok']);
  });
}
