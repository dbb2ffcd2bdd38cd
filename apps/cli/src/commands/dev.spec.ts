import { useCli } from '../../test/cli';

const use = useCli();

describe('maestro dev', () => {
  it('runs the start script of its checkout with the flags given and ends with its exit code', async () => {
    use.cli.file('scripts/start.mjs', 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(7);');
    const result = await use.cli.run(['dev', '--once', '--no-example']);
    expect(result).toEqual({ code: 7, stdout: '["--once","--no-example"]\n', stderr: '' });
  });

  it('passes a signal on and waits for the stack to stop', async () => {
    use.cli.file(
      'scripts/start.mjs',
      `setInterval(() => {}, 1000);
       process.on('SIGTERM', () => { console.log('stopping'); process.exit(0); });
       console.log('up');`,
    );
    const stack = use.cli.start(['dev']);
    await stack.shows('up');
    stack.child.kill('SIGTERM');
    expect(await stack.finished).toEqual({ code: 0, stdout: 'up\nstopping\n', stderr: '' });
  });
});
