import { newRun, RUN_ID, sendJson, sendProblem } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const run = (...args: string[]) => use.cli.run(args, { api: use.api });
const bodyOf = (path: string): unknown => use.api.received.find(({ url }) => url === path)?.body;
const SIGNAL = `/api/runs/${RUN_ID}/signals/go%20ahead`;
const APPROVAL = `/api/approvals/apr_${RUN_ID.slice(4)}_4`;
const TASK = `task_${RUN_ID.slice(4)}_4`;

describe('maestro signal', () => {
  it('sends a name alone', async () => {
    expect(await run('signal', RUN_ID, 'go ahead')).toMatchObject({
      code: 0,
      stdout: `${RUN_ID}: go ahead sent\n`,
    });
    expect(bodyOf(SIGNAL)).toEqual({ payload: null });
  });

  it('sends JSON, under a name of its own', async () => {
    expect((await run('signal', RUN_ID, 'go ahead', '-d', '{"n": 5}', '--source', 's1')).code).toBe(0);
    expect(bodyOf(SIGNAL)).toEqual({ payload: { n: 5 }, source: 's1' });
  });

  it('takes JSON from standard input', async () => {
    const result = await use.cli.run(['signal', RUN_ID, 'go ahead', '-d', '-', '-o', 'json'], {
      api: use.api,
      input: '[1, 2]',
    });
    expect(JSON.parse(result.stdout)).toMatchObject({ name: 'go ahead' });
    expect(bodyOf(SIGNAL)).toEqual({ payload: [1, 2] });
  });

  it.each(['go', '12345678901234567890'])('refuses -d %s before it asks anybody', async (data) => {
    expect((await run('signal', RUN_ID, 'go ahead', '-d', data)).code).toBe(64);
    expect(use.api.received).toEqual([]);
  });
});

describe('maestro approvals', () => {
  it('shows what waits, with the task that approve takes; the start of a run has none', async () => {
    const start = { ...use.api.approval, id: 'apr_start', task_id: null, node: null };
    use.api.instead.set('GET /api/approvals', (_, response) =>
      sendJson(response, 200, { data: [use.api.approval, start], page: { next: null, has_more: false } }),
    );
    const { stdout } = await run('approvals');
    expect(stdout).toMatch(new RegExp(`^TASK .*\n${TASK} .*Page them\\?\\s+apr_start +\\(start\\) `));
    expect(use.api.received[0]?.url).toContain('status=pending');
  });
});

describe('maestro approve and reject', () => {
  it('show what is asked, and name its digest', async () => {
    const result = await run('approve', TASK, '--comment', 'fine');
    expect(result).toMatchObject({ code: 0, stdout: `apr_${RUN_ID.slice(4)}_4: 0 of 2 have approved\n` });
    expect(result.stderr).toContain('Page them?');
    expect(result.stderr).toContain('{"url":"https://example.com"}');
    expect(bodyOf(`${APPROVAL}/approve`)).toEqual({ digest: 'd1', comment: 'fine' });
  });

  it('take the id of the approval as well, and the digest that was read before', async () => {
    const result = await run('reject', TASK.replace('task_', 'apr_'), '--digest', 'd0', '-o', 'json');
    expect(JSON.parse(result.stdout)).toMatchObject({ status: 'rejected' });
    expect(bodyOf(`${APPROVAL}/reject`)).toEqual({ digest: 'd0' });
  });

  it('pass on why a vote was refused', async () => {
    use.api.instead.set(`POST ${APPROVAL}/approve`, (_, response) =>
      sendProblem(response, { status: 403, code: 'self-approval', detail: 'You started it.' }),
    );
    const result = await run('approve', TASK);
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('You started it.');
  });
});

describe('maestro agent invoke', () => {
  it('watches the run, and shows outputs where there is no line of its own', async () => {
    use.api.instead.set('POST /api/agents/finder/invoke', (_, response) => sendJson(response, 201, newRun()));
    use.api.finish({ status: 'succeeded', outputs: { text: 'Ada', steps: 2, long: 'x'.repeat(400) } });
    const { code, stdout } = await run('agent', 'invoke', 'finder', '-i', 'prompt=who', '--watch');
    expect(code).toBe(0);
    expect(stdout).toMatch(/succeeded in 1\.2 s\ntext: Ada\nsteps: 2\nlong: x{300}…\n$/);
  });
});

describe('maestro tenant and provider price', () => {
  const TENANT = '/api/tenants/ten_1';
  const known = { id: 'ten_1', name: 'Local', env: 'local', max_open_runs: 5, max_running_tasks: null };

  it('adds and takes away private addresses', async () => {
    const shown = { ...known, egress_allow: ['a:1'] };
    for (const method of ['GET', 'PATCH'])
      use.api.instead.set(`${method} ${TENANT}`, (_, response) => sendJson(response, 200, shown));
    expect((await run('tenant', 'show')).stdout).toMatch(/open runs +5\n[^]*may reach +a:1\n/);
    await run('tenant', 'allow', 'b:2', 'a:1');
    expect(use.api.received.at(-1)?.body).toEqual({ egress_allow: ['a:1', 'b:2'] });
    await run('tenant', 'forbid', 'a:1');
    expect(use.api.received.at(-1)?.body).toEqual({ egress_allow: [] });
    expect((await run('tenant', 'forbid', 'c:3')).code).toBe(64);
  });

  it('takes dollars for a million tokens, and no price that it would have to round', async () => {
    use.api.instead.set('PUT /api/model-pricing/small', (_, response) =>
      sendJson(response, 200, { model: 'small', version: 3 }),
    );
    const price = (...more: string[]) => run('provider', 'price', 'small', '--write', '2', ...more);
    expect((await price('--read', '0.255', '--call', '0.01')).stdout).toMatch(/^small: price version 3, /);
    expect(use.api.received[0]?.body).toEqual({
      ...{ input_nanos: 255, output_nanos: 2000, call_nanos: 10_000_000 },
    });
    for (const bad of ['0.2555', '-1', 'much', '1e3']) expect((await price('--read', bad)).code).toBe(64);
  });
});
