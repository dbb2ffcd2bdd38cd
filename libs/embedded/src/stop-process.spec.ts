import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { processIdentity, type ProcessRecord } from './process-identity';
import { stopProcess } from './stop-process';

async function startChild(script: string): Promise<ProcessRecord & { ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('up'); setInterval(() => {}, 1e6)`]);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  return { pid, identity: processIdentity(pid) ?? '', ended: once(child, 'exit') };
}

describe('stopProcess', () => {
  it('goes on to the next step when the first has no effect', async () => {
    const stubborn = await startChild("process.on('SIGTERM', () => {})");
    const stopped = await stopProcess(stubborn, [
      { signal: 'SIGTERM', waitMs: 50 },
      { signal: 'SIGKILL', waitMs: 5_000 },
    ]);
    expect(stopped).toBe(true);
    expect(await stubborn.ended).toEqual([null, 'SIGKILL']);
  });

  it('says when the last step did not help', async () => {
    const stubborn = await startChild("process.on('SIGTERM', () => {})");
    expect(await stopProcess(stubborn, [{ signal: 'SIGTERM', waitMs: 50 }])).toBe(false);
    await stopProcess(stubborn, [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  });

  it('never signals a process that only has the same pid', async () => {
    const foreign = await startChild('');
    const record = { pid: foreign.pid, identity: 'of an earlier process' };
    expect(await stopProcess(record, [{ signal: 'SIGKILL', waitMs: 50 }])).toBe(true);
    expect(processIdentity(foreign.pid)).toBe(foreign.identity);
    await stopProcess(foreign, [{ signal: 'SIGKILL', waitMs: 5_000 }]);
  });
});
