import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { newTask, RUN_ID, sendProblem } from '../../test/api-double';
import { useCli } from '../../test/cli';

const GRAPH = 'nodes:\n  - id: fetch\n    kind: htttp\n';
const use = useCli();
beforeAll(() => use.cli.file('flow.yaml', GRAPH));

const bodyOf = (url: string): unknown => use.api.received.find((request) => request.url === url)?.body;

describe('maestro run', () => {
  it('publishes the file, starts a run with typed inputs and prints the id alone', async () => {
    const inputs = use.cli.file('inputs.json', '{"n": 1, "kept": true}');
    const flags = ['-i', 'n=5', '-i', 'zip="01234"', '-i', 'name=Ada', '--idempotency-key', 'once'];
    const result = await use.cli.run(['run', 'flow.yaml', '--input-file', inputs, ...flags], {
      api: use.api,
    });
    expect(result).toMatchObject({ code: 0, stdout: `${RUN_ID}\n` });
    expect(result.stderr).toContain('demo version 1 (template created)');
    expect(result.stderr).toContain(`maestro logs ${RUN_ID} -f`);
    expect(bodyOf('/api/templates')).toEqual({ name: 'flow', source: GRAPH });
    expect(bodyOf('/api/runs')).toEqual({
      template_id: use.api.run.template_id,
      version: 1,
      inputs: { n: 5, zip: '01234', name: 'Ada', kept: true },
      idempotency_key: 'once',
    });
  });

  it('reads inputs from standard input and prints the run as JSON', async () => {
    const result = await use.cli.run(
      ['run', 'flow.yaml', '--input-file', '-', '-o', 'json', '--name', 'other'],
      {
        api: use.api,
        input: '{"a": [1]}',
      },
    );
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toEqual(use.api.run);
    expect(bodyOf('/api/templates')).toMatchObject({ name: 'other' });
    expect(bodyOf('/api/runs')).toMatchObject({ inputs: { a: [1] } });
  });

  it.each([
    ['succeeded', 0],
    ['completed', 0],
    ['failed', 8],
    ['timed_out', 8],
    ['cancelled', 9],
  ] as const)('watches to the end: %s gives exit code %i', async (status, code) => {
    const watching = use.cli.start(['run', 'flow.yaml', '--watch'], { api: use.api });
    await use.api.streaming();
    use.api.move('fetch', 'queued', 'running');
    await watching.shows('fetch  queued → running');
    const error = { type: 'x', title: 'x', status: 422, code: 'http_4xx', detail: 'gone', retryable: false };
    use.api.tasks = status === 'failed' ? [newTask({ status: 'failed', error })] : [];
    use.api.finish({ status, output: '3 drafts written' });
    const result = await watching.finished;
    expect(result.code).toBe(code);
    expect(result.stdout.split('\n')[0]).toBe(RUN_ID);
    expect(result.stdout).toMatch(new RegExp(`. ${status} in 1\\.2 s: 3 drafts written\n$`));
    expect(result.stderr.includes('fetch: http_4xx: gone')).toBe(status === 'failed');
  });

  it('prints nothing but the run as JSON on standard output, even when it fails', async () => {
    const watching = use.cli.start(['run', 'flow.yaml', '--watch', '-o', 'json'], { api: use.api });
    await use.api.streaming();
    use.api.finish({ status: 'failed' });
    const result = await watching.finished;
    expect(result.code).toBe(8);
    expect(JSON.parse(result.stdout)).toEqual(use.api.run);
  });

  it('stops waiting after --timeout with exit code 10; the run goes on', async () => {
    const result = await use.cli.run(['run', 'flow.yaml', '--watch', '--timeout', '200ms'], { api: use.api });
    expect(result.code).toBe(10);
    expect(result.stderr).toContain('has not ended within 200 ms; it goes on');
    expect(use.api.received.filter(({ url }) => url.endsWith('/cancel'))).toEqual([]);
  });

  it('shows the faults of a file as frames with exit code 6', async () => {
    const fault = {
      code: 'unknown-kind',
      mst: 'MST1007',
      message: 'unknown task kind "htttp"',
      line: 3,
      column: 11,
    };
    use.api.instead.set('POST /api/templates', (_, response) =>
      sendProblem(response, {
        status: 422,
        code: 'template-invalid',
        errors: [{ ...fault, suggestion: 'http' }],
      }),
    );
    const result = await use.cli.run(['run', 'flow.yaml'], { api: use.api });
    expect(result).toMatchObject({ code: 6, stdout: '' });
    expect(result.stderr).toContain(
      [
        'error[MST1007]: unknown task kind "htttp"',
        '  ┌─ flow.yaml:3:11',
        '3 │     kind: htttp',
        '  │           ^^^^^ did you mean "http"?',
      ].join('\n'),
    );
  });

  it('E130 refuses what is no ordinary file with one line, before it talks to the server', async () => {
    const huge = openSync(join(use.cli.folder, 'huge.yaml'), 'w');
    ftruncateSync(huge, 1024 ** 3);
    closeSync(huge);
    execFileSync('mkfifo', [join(use.cli.folder, 'pipe.yaml')]);
    const causes = {
      'missing.yaml': 'there is no such file',
      '.': 'it is a directory',
      '/dev/zero': 'it is not a regular file',
      'pipe.yaml': 'it is not a regular file',
      'huge.yaml': 'it is larger than 4 MiB',
    };
    for (const [path, cause] of Object.entries(causes)) {
      const begun = performance.now();
      const result = await use.cli.run(['run', path], { api: use.api });
      expect(performance.now() - begun).toBeLessThan(1000);
      expect(result).toEqual({ code: 64, stdout: '', stderr: `error: cannot read ${path}: ${cause}\n` });
    }
    expect(use.api.received).toEqual([]);
  });

  it('E134 detaches on Ctrl-C with exit code 130 and says how to cancel', async () => {
    const watching = use.cli.start(['run', 'flow.yaml', '--watch'], { api: use.api });
    await use.api.streaming();
    use.api.move('fetch', 'queued', 'running');
    await watching.shows('queued → running');
    watching.child.kill('SIGINT');
    const result = await watching.finished;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain(`maestro cancel ${RUN_ID}`);
    expect(use.api.received.filter(({ url }) => url.endsWith('/cancel'))).toEqual([]);
  });

  it('E136 takes a file named like a flag after --', async () => {
    use.cli.file('--help', GRAPH);
    const result = await use.cli.run(['run', '--', '--help'], { api: use.api });
    expect(result).toMatchObject({ code: 0, stdout: `${RUN_ID}\n` });
    expect(bodyOf('/api/templates')).toMatchObject({ source: GRAPH });
  });

  it('E136 leaves the value of an option to it, even where the value looks like a flag', async () => {
    const result = await use.cli.run(['run', 'flow.yaml', '-i', '--server=elsewhere'], { api: use.api });
    expect(result.code).toBe(0);
    expect(bodyOf('/api/runs')).toMatchObject({ inputs: { '--server': 'elsewhere' } });
  });
});
