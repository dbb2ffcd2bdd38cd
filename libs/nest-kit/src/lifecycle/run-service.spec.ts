import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..', '..', '..');
const hook = join(root, 'libs', 'testing', 'source-hook.cjs');
const service = join(__dirname, '..', '..', 'test', 'tiny-service.ts');

interface Life {
  code: number | null;
  stdout: string;
  stderr: string;
  /** What `/readyz` and `/nothing` answered once it said that it listens. */
  answers: number[];
}

/** Runs the tiny service; once it listens, asks it two things and sends it the signals. */
async function live(behaviour: string, ...signals: NodeJS.Signals[]): Promise<Life> {
  const child = spawn(process.execPath, [
    '--conditions=maestro-source',
    '--require',
    hook,
    service,
    behaviour,
  ]);
  const life: Life = { code: null, stdout: '', stderr: '', answers: [] };
  const speak = async () => {
    const { url } = JSON.parse(life.stdout) as { url: string };
    for (const path of ['/readyz', '/nothing']) life.answers.push((await fetch(url + path)).status);
    for (const signal of signals) child.kill(signal);
  };
  child.stderr.on('data', (chunk: Buffer) => (life.stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    const listened = life.stdout.includes('listening');
    life.stdout += chunk.toString();
    if (!listened && life.stdout.includes('listening') && behaviour !== 'throws') void speak();
  });
  life.code = await new Promise((resolve) => child.once('close', resolve));
  return life;
}

jest.setTimeout(30_000);

it('says on one line where it listens, whatever the log level, and stops in peace', async () => {
  const life = await live('works', 'SIGTERM');
  expect(JSON.parse(life.stdout)).toMatchObject({
    event: 'listening',
    msg: 'listening',
    service: 'tiny',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    port: expect.any(Number),
  });
  expect(life).toMatchObject({ code: 0, answers: [200, 404] });
});

it('ends in bounded time when stopping hangs', async () => {
  const life = await live('hangs', 'SIGINT');
  expect(life.code).toBe(1);
  expect(life.stdout).toContain('could not stop in peace');
});

it('tells faults of its surroundings one a line, without a stack', async () => {
  expect(await live('refuses')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'the schema is missing\nthe role owns tables\n',
  });
});

it('tells a fault of ours with its stack', async () => {
  const life = await live('breaks');
  expect(life.code).toBe(1);
  expect(life.stdout).toMatch(/TypeError.*tiny-service/);
});

it('does not go on after an error that nobody caught', async () => {
  const life = await live('throws');
  expect(life.code).toBe(1);
  expect(life.stdout).toContain('nobody caught me');
});
