import { RUN_ID, sendProblem } from '../../test/api-double';
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
