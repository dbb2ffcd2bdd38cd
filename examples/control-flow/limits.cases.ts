import type { Stage } from './stage';

/** Concurrency keys, rate limits, and runs that share places. */
export function limits(stage: () => Stage): void {
  it('concurrency key: two at once over two runs, however wide their maps are', async () => {
    const { outside } = stage();
    const template = await stage().publish('concurrency-key.yaml');
    outside.replies('POST /render', { held: true });
    const scenes = [1, 2, 3, 4, 5];
    const runs = [await stage().start(template, { scenes }), await stage().start(template, { scenes })];
    for (let done = 2; done <= 10; done += 2) {
      await stage().called('POST /render', done);
      expect(outside.calls.length).toBe(done);
      outside.release();
    }
    for (const run of runs) expect((await stage().ended(run)).outputs).toEqual({ scenes: 5 });
    expect(outside.busy.most).toBe(2);
  });

  it('rate limit: two starts a second', async () => {
    const addresses = ['ann', 'bob', 'cid', 'dan', 'eve'];
    const run = await stage().play('rate-limit.yaml', { addresses });
    expect(run.status).toBe('succeeded');
    const { calls } = stage().outside;
    expect(calls.map(({ body }) => (body as { to: string }).to).sort()).toEqual(addresses);
    // By two a second the fifth start comes two seconds after the first. Each may be late until it is seen here.
    const times = calls.map(({ at }) => at);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(1_200);
  });

  describe('run concurrency', () => {
    type OnBusy = 'queue' | 'skip' | 'replace' | 'coalesce';

    /** Two runs of one account; the first one is under way when the second one starts. */
    async function two(onBusy: OnBusy) {
      const { outside } = stage();
      const account = onBusy;
      const line = `GET /accounts/${account}`;
      outside.replies(line, { held: true }, {});
      const template = await stage().publish('run-concurrency.yaml', (source) =>
        source
          .replace('name: account-sync', `name: account-${onBusy}`)
          .replace('on_busy: queue', `on_busy: ${onBusy}`),
      );
      const first = await stage().start(template, { account });
      await stage().called(line);
      const second = await stage().start(template, { account });
      return { template, first, second, line };
    }

    it('queue: the second waits for the first, another account does not', async () => {
      const { outside } = stage();
      const { template, first, second, line } = await two('queue');
      const other = await stage().start(template, { account: 'other' });
      expect((await stage().ended(other)).status).toBe('succeeded');
      expect(outside.calls.filter((call) => call.line === line)).toHaveLength(1);
      outside.release();
      const [one, next] = [await stage().ended(first), await stage().ended(second)];
      expect([one.status, next.status]).toEqual(['succeeded', 'succeeded']);
      expect(Date.parse(next.started_at ?? '')).toBeGreaterThanOrEqual(Date.parse(one.finished_at ?? ''));
    });

    it('skip: the second does not run', async () => {
      const { first, second } = await two('skip');
      const skipped = await stage().ended(second);
      expect([skipped.status, skipped.error?.code]).toEqual(['cancelled', 'concurrency-busy']);
      stage().outside.release();
      expect((await stage().ended(first)).status).toBe('succeeded');
    });

    it('replace: the first makes room', async () => {
      const { first, second } = await two('replace');
      expect((await stage().ended(first)).status).toBe('cancelled');
      expect((await stage().ended(second)).status).toBe('succeeded');
    });

    it('coalesce: the third joins the second', async () => {
      const { template, first, second } = await two('coalesce');
      expect(await stage().start(template, { account: 'coalesce' })).toBe(second);
      stage().outside.release();
      expect((await stage().ended(first)).status).toBe('succeeded');
      expect((await stage().ended(second)).status).toBe('succeeded');
    });
  });
}
