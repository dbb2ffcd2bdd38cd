import { KEY, newTask, RUN_ID, sendProblem } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();

describe('maestro status, cancel, whoami, version', () => {
  it('shows a run with its tasks and why they wait', async () => {
    const wait = { reason: 'BACKOFF', detail: 'attempt 2', wake_at: '2026-01-01T00:01:00Z' };
    use.api.tasks = [newTask({ status: 'waiting', wait, max_attempts: 3 })];
    const result = await use.cli.run(['status', RUN_ID], { api: use.api });
    expect(result.code).toBe(0);
    expect(result.stdout).toMatch(
      /fetch\s+◷ waiting\s+1\/3\s+BACKOFF: attempt 2, until 2026-01-01T00:01:00Z/,
    );
    const json = await use.cli.run(['-o', 'json', 'status', RUN_ID], { api: use.api });
    expect(JSON.parse(json.stdout)).toEqual({ run: use.api.run, tasks: use.api.tasks });
  });

  it('lists the latest runs', async () => {
    const result = await use.cli.run(['status', '--limit', '5'], { api: use.api });
    expect(result.stdout).toMatch(new RegExp(`^RUN .*\n${RUN_ID}  demo v1 +○ queued`));
    expect(use.api.received[0]?.url).toBe('/api/runs?limit=5');
  });

  it('cancels with a reason; a run that has ended is exit code 5', async () => {
    const result = await use.cli.run(['cancel', RUN_ID, '--reason', 'wrong feed'], { api: use.api });
    expect(result).toMatchObject({ code: 0, stdout: `${RUN_ID}: cancelling\n` });
    expect(use.api.received[0]?.body).toEqual({ reason: 'wrong feed' });
    use.api.instead.set(`POST /api/runs/${RUN_ID}/cancel`, (_, response) =>
      sendProblem(response, { status: 409, code: 'not-cancellable' }),
    );
    expect(await use.cli.run(['cancel', RUN_ID], { api: use.api })).toMatchObject({ code: 5 });
  });

  it('shows who the key is', async () => {
    const result = await use.cli.run(['whoami'], { api: use.api });
    expect(result.stdout).toContain('Local (ten_1, local)');
  });

  it('shows both versions, and its own where no server answers', async () => {
    expect(await use.cli.run(['version'], { api: use.api })).toMatchObject({
      stdout: 'maestro 0.1.0\nserver  9.9.9\n',
    });
    const gone = await use.cli.run(['version'], {
      env: { MAESTRO_URL: 'http://127.0.0.1:9', MAESTRO_API_KEY: KEY },
    });
    expect(gone).toEqual({ code: 0, stdout: 'maestro 0.1.0\n', stderr: '' });
    expect(await use.cli.run(['--version'])).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });
});
