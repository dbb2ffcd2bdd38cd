import { RUN_ID } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();

describe('maestro watch', () => {
  it('shows what happens to a run as it happens, and ends with it', async () => {
    const watching = use.cli.start(['watch', RUN_ID], { api: use.api });
    await use.api.streaming();
    use.api.move('fetch', 'queued', 'running');
    await watching.shows('fetch  queued → running');
    use.api.cut();
    use.api.move('fetch', 'running', 'succeeded');
    await watching.shows('running → succeeded');
    await use.api.streaming();
    use.api.finish({ status: 'succeeded' });
    const { code, stdout } = await watching.finished;
    expect([code, stdout.match(/^run_\w+ /gm)?.length]).toEqual([0, 3]);
    expect(use.api.received.find(({ url }) => url.startsWith('/api/stream'))?.url).toContain(
      encodeURIComponent(`run:${RUN_ID}`),
    );
  });

  it('ends at once where all that it watches has ended, and refuses what nobody can watch', async () => {
    use.api.finish({ status: 'succeeded' });
    const over = await use.cli.run(['watch', `run:${RUN_ID}`], { api: use.api });
    expect([over.code, over.stdout]).toEqual([0, '']);
    const wrong = await use.cli.run(['watch', 'task:1'], { api: use.api });
    expect(wrong.code).toBe(64);
    expect(wrong.stderr).toContain('run:<id>, orchestra:<id> or runs:all');
  });

  it('writes events as lines of JSON, and a reset where something is lost', async () => {
    use.api.reset();
    const watching = use.cli.start(['watch', 'runs:all', '--after', 'gone', '-o', 'json'], { api: use.api });
    await use.api.streaming();
    await watching.shows('{"type":"reset"}');
    use.api.move('fetch', 'queued', 'running');
    await watching.shows('"run_id"');
    watching.child.kill('SIGINT');
    const { code, stdout } = await watching.finished;
    expect(code).toBe(130);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['reset', 'tasks']);
  });
});
