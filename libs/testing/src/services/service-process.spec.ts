import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServiceProcess } from './service-process';

const SERVICE = `
  const ready = process.env.READY_AFTER ? Number(process.env.READY_AFTER) : 0;
  let asked = 0;
  const server = require('node:http').createServer((request, response) => {
    response.statusCode = request.url === '/readyz' && asked++ >= ready ? 200 : 503;
    response.end();
  });
  server.listen(0, '127.0.0.1', () => {
    console.log(JSON.stringify({ msg: 'listening', port: server.address().port }));
  });
  process.on('SIGTERM', () => process.exit(0));
`;

describe('startServiceProcess', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'service-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  function write(script: string): string {
    const entry = join(dir, 'main.js');
    writeFileSync(entry, script);
    return entry;
  }

  it('waits until the service is ready and stops it in peace', async () => {
    const entry = write(SERVICE);
    const service = await startServiceProcess({ name: 'demo', entry, env: { READY_AFTER: '2' } });
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect(service.output()).toContain('listening');
    expect(await service.stop()).toEqual({ code: 0, signal: null });
    expect(await service.stop()).toEqual({ code: 0, signal: null });
  });

  it('lets one be killed and another go on', async () => {
    const entry = write(SERVICE);
    const [one, other] = await Promise.all(
      ['one', 'other'].map((name) => startServiceProcess({ name, entry, env: {} })),
    );
    one?.kill('SIGKILL');
    expect(await one?.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await fetch(`${other?.url}/readyz`)).status).toBe(200);
    await other?.stop();
  });

  it('ends a frozen service too', async () => {
    const service = await startServiceProcess({ name: 'demo', entry: write(SERVICE), env: {} });
    service.kill('SIGSTOP');
    expect(await service.stop()).toEqual({ code: 0, signal: null });
  });

  it('fails at once, with its words, when the service ends', async () => {
    const entry = write("console.error('no database'); process.exit(3)");
    await expect(startServiceProcess({ name: 'demo', entry, env: {} })).rejects.toThrow(
      /demo ended before it was ready .*"code":3[^]*no database/,
    );
  });

  it('fails, and leaves no process, when the service never gets ready', async () => {
    const entry = write(`console.log(process.pid);${SERVICE}`);
    const failure = await startServiceProcess({
      name: 'demo',
      entry,
      env: { READY_AFTER: '1000000' },
      timeoutMs: 500,
    }).catch((error: Error) => error.message);
    expect(failure).toMatch(/The readiness of demo was not met within 500 ms/);
    const pid = Number(/^\d+$/m.exec(failure as string)?.[0]);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('says when there is nothing to run', async () => {
    await expect(startServiceProcess({ name: 'demo', entry: join(dir, 'none.js'), env: {} })).rejects.toThrow(
      /build/,
    );
  });
});
