import type { Stage } from './stage';

/** How a run winds down, and what it does then. */
export function endings(stage: () => Stage): void {
  const lines = () => stage().outside.calls.map(({ line }) => line);

  it('compensation: what was done is undone in reverse order', async () => {
    const { outside } = stage();
    outside.replies('POST /flights', { body: { id: 'LX14' } });
    outside.replies('POST /hotels', { body: { id: 7 } });
    outside.replies('POST /cars', { status: 402 });
    // Undoing may be tried again like everything else.
    outside.replies('DELETE /hotels/7', { status: 503 }, { status: 200 });
    const run = await stage().play('compensation.yaml');
    expect([run.status, await stage().failure(run.id, 'car')]).toEqual(['failed', 'http_4xx']);
    expect(lines()).toEqual([
      ...['POST /flights', 'POST /hotels', 'POST /cars'],
      ...['DELETE /hotels/7', 'DELETE /hotels/7', 'DELETE /flights/LX14'],
    ]);
  });

  it('compensation: nothing is undone where all went well', async () => {
    stage().outside.replies('POST /flights', { body: { id: 1 } });
    const run = await stage().play('compensation.yaml');
    expect([run.status, lines()]).toEqual(['succeeded', ['POST /flights', 'POST /hotels', 'POST /cars']]);
  });

  it('deadline: what takes too long is aborted, and what an always edge leads to still runs', async () => {
    stage().outside.replies('GET /reports', { held: true });
    const run = await stage().play('deadline.yaml');
    expect([run.status, run.error?.code]).toEqual(['timed_out', 'deadline-exceeded']);
    expect(lines()).toEqual(['PUT /lock', 'GET /reports', 'DELETE /lock']);
    expect(await stage().statuses(run.id)).toEqual({
      lock: 'succeeded',
      compute: 'cancelled',
      publish: 'skipped',
      unlock: 'succeeded',
    });
  });

  it('on_failure: tells what failed, once', async () => {
    const { outside } = stage();
    outside.replies('PUT /export', { status: 400 });
    const run = await stage().play('on-failure.yaml');
    expect([run.status, run.error?.detail]).toEqual(['failed', expect.stringContaining('write')]);
    expect(outside.calls.filter(({ line }) => line === 'POST /messages')).toMatchObject([
      { body: { run: run.id, text: 'write: http_4xx' } },
    ]);
  });

  it('on_failure: has nothing to say of a success', async () => {
    const run = await stage().play('on-failure.yaml');
    expect([run.status, lines()]).toEqual(['succeeded', ['GET /rows', 'PUT /export']]);
  });
}
