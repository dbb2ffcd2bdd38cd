import type { Stage } from './stage';

/** Maps, loops and subflows. */
export function repetition(stage: () => Stage): void {
  it('map: results stand in the order of the items, whichever ended first', async () => {
    const { outside } = stage();
    const suppliers = ['a', 'b', 'c', 'd'];
    for (const [i, id] of suppliers.entries())
      outside.replies(`GET /quotes/${id}`, { held: i === 0, body: { price: 9 - i } });
    const runId = await stage().start(await stage().publish('map.yaml'), { suppliers });
    // The first one is held: the others go by in the second place.
    await stage().called('GET /quotes/d');
    outside.release();
    const run = await stage().ended(runId);
    expect(run.outputs).toEqual({
      quotes: suppliers.map((supplier, place) => ({ supplier, place, price: 9 - place })),
      cheapest: 'd',
    });
    expect(outside.busy.most).toBe(2);
  });

  it('map over nothing: an empty list, and no task in it', async () => {
    const run = await stage().play('map-tolerate.yaml', { paths: [] });
    expect([run.status, run.outputs]).toEqual(['succeeded', { report: { visited: 0, errors: [] } }]);
    expect(await stage().tasks(run.id)).toHaveLength(2);
  });

  it('map that tolerates: all items are tried, and the broken one shows in its place', async () => {
    stage().outside.replies('GET /gone', { status: 410 });
    const run = await stage().play('map-tolerate.yaml', { paths: ['/home', '/gone', '/about'] });
    expect([run.status, run.outputs]).toEqual([
      'completed',
      { report: { visited: 3, errors: ['http_4xx'] } },
    ]);
    const check = (await stage().tasks(run.id)).find(({ node }) => node === 'check');
    expect(check?.output).toMatchObject([
      { status: 200 },
      { error: { code: 'http_4xx', detail: expect.stringContaining('410') } },
      { status: 200 },
    ]);
  });

  it('loop: as many rounds as it takes', async () => {
    const { outside } = stage();
    const states = ['queued', 'running', 'done'].map((state) => ({ body: { state } }));
    outside.replies('GET /job', ...states);
    outside.replies('GET /job/result', { body: { rows: 7 } });
    const run = await stage().play('loop.yaml');
    expect([run.status, run.outputs]).toEqual(['succeeded', { result: { rows: 7 } }]);
    expect(outside.calls.map(({ line }) => line)).toEqual([
      ...states.map(() => 'GET /job'),
      'GET /job/result',
    ]);
  });

  it('loop: fails where its rounds are used up', async () => {
    stage().outside.replies('GET /job', { body: { state: 'running' } });
    const run = await stage().play('loop.yaml');
    expect([run.status, stage().outside.calls.length]).toEqual(['failed', 5]);
  });

  it('map inside a loop: a page after the other, the records of each side by side', async () => {
    const { outside } = stage();
    const pages = [['ann', 'bob', 'cid'], ['dan'], ['eve', 'fay']];
    pages.forEach((records, i) => {
      const body = { number: i + 1, records, last: i === pages.length - 1 };
      outside.replies(`GET /pages/${i + 1}`, { body });
    });
    const run = await stage().play('nested-map.yaml');
    expect([run.status, run.outputs]).toEqual(['succeeded', { pages: 3 }]);
    const stored = outside.calls.filter(({ line }) => line === 'POST /records').map(({ body }) => body);
    expect(stored).toHaveLength(6);
    const wanted = pages.flatMap((records, i) =>
      records.map((name, place) => ({ page: i + 1, name, place })),
    );
    expect(stored).toEqual(expect.arrayContaining(wanted));
    expect(stored.map((each) => (each as { page: number }).page)).toEqual([1, 1, 1, 2, 3, 3]);
  });

  it('subflow: the child has its inputs checked, and its outputs come back', async () => {
    await stage().publish('subflow-child.yaml');
    const run = await stage().play('subflow-parent.yaml', { customer: 'ann', amounts: [1, 2.5] });
    expect([run.status, run.outputs]).toEqual([
      'succeeded',
      { letter: 'Dear customer: ann owes 7', total: 7 },
    ]);

    const refused = await stage().play('subflow-parent.yaml', { customer: 5, amounts: [] });
    expect([refused.status, await stage().failure(refused.id, 'invoice')]).toEqual([
      'failed',
      'input-invalid',
    ]);
  });
}
