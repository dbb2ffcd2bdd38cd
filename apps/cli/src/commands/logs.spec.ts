import { RUN_ID } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();

describe('maestro logs', () => {
  it('reads all pages of a history and filters by task', async () => {
    for (const node of ['a', 'b', 'c', 'a', 'b']) use.api.move(node, 'queued', 'running');
    const all = await use.cli.run(['logs', RUN_ID], { api: use.api });
    expect(all.stdout.split('\n').map((line) => line.split('  ')[1])).toEqual([
      'a',
      'b',
      'c',
      'a',
      'b',
      undefined,
    ]);
    const some = await use.cli.run(['logs', RUN_ID, '--task', 'b', '-o', 'json'], { api: use.api });
    const events = some.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(events.map(({ id }) => id)).toEqual(['c2', 'c5']);
  });

  it('E132 shows escape sequences as text', async () => {
    use.api.log(
      '\x1b]0;title\x07 \x1b[2J \x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\ \x9b31m \u202egnp.exe',
    );
    const result = await use.cli.run(['logs', RUN_ID], { api: use.api, env: { FORCE_COLOR: '1' } });
    const own = /\x1b\[\d+m/g;
    expect(result.stdout).toMatch(own);
    expect(result.stdout.replace(own, '')).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    expect(result.stdout).toContain('\\x1b]0;title\\x07 \\x1b[2J');
    const json = await use.cli.run(['logs', RUN_ID, '-o', 'json'], { api: use.api });
    expect(json.stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  it('E134 follows over cut connections without gaps or repeats', async () => {
    const following = use.cli.start(['logs', RUN_ID, '-f'], { api: use.api });
    await use.api.streaming();
    for (let n = 1; n <= 6; n++) {
      use.api.log(`line ${n}`);
      // Every other event goes out while nobody listens.
      if (n % 2 === 0) continue;
      await following.shows(`line ${n}`);
      use.api.cut();
      use.api.log(`unheard ${n}`);
      await following.shows(`unheard ${n}`);
      await use.api.streaming();
    }
    use.api.finish({ status: 'succeeded' });
    const result = await following.finished;
    expect(result.code).toBe(0);
    expect(result.stdout.match(/(line|unheard) \d/g)).toEqual([
      ...['line 1', 'unheard 1', 'line 2', 'line 3', 'unheard 3', 'line 4', 'line 5', 'unheard 5', 'line 6'],
    ]);
  });

  it('E134 ends a followed log on Ctrl-C with exit code 130', async () => {
    const following = use.cli.start(['logs', RUN_ID, '-f'], { api: use.api });
    await use.api.streaming();
    following.child.kill('SIGINT');
    expect(await following.finished).toEqual({ code: 130, stdout: '', stderr: '' });
  });
});
