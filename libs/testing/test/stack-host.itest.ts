import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../src/eventually';
import type { TestStack } from '../src/test-stack';

async function dataFolder(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  // The server may stop while the connection ends: what was asked is known by then.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  return rows[0]?.data_directory ?? '';
}

describe('the stack of a run', () => {
  it('is stopped and deleted when the run is killed', async () => {
    const hook = join(__dirname, '..', 'source-hook.cjs');
    const run = fork(join(__dirname, 'abandon-stack.ts'), [], {
      execArgv: ['--conditions=maestro-source', '--require', hook],
    });
    const [stack] = (await once(run, 'message')) as [TestStack];
    const folder = await dataFolder(stack.serverUrl);
    expect(folder).toMatch(/maestro-test-/);
    run.kill('SIGKILL');
    await eventually(() =>
      dataFolder(stack.serverUrl).then(
        () => false,
        (error) => error.code === 'ECONNREFUSED',
      ),
    );
    // Where Postgres runs as another user the folder cannot be seen into, but it can be seen to be gone.
    await eventually(() => !existsSync(folder.slice(0, folder.indexOf('/postgres/'))));
  }, 30_000);
});
