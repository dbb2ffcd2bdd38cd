import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { commandLine, isRunning, parseProcStat, processIdentity } from './process-identity';

describe('parseProcStat', () => {
  const tail = '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 4711 9 9';

  it('reads state and start time', () => {
    expect(parseProcStat(`12 (redis-server) S ${tail}`)).toEqual({ state: 'S', startTicks: '4711' });
  });

  it('is not misled by a name with spaces and parentheses', () => {
    expect(parseProcStat(`12 (a) R 1 (b)) Z ${tail}`)).toEqual({ state: 'Z', startTicks: '4711' });
  });

  it('refuses a text that is cut short', () => {
    expect(parseProcStat('12 (x) S 0 0')).toBeUndefined();
  });
});

describe('a process', () => {
  it('keeps its identity while it lives and has none afterwards', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const pid = child.pid ?? 0;
    const identity = processIdentity(pid) ?? '';
    expect(processIdentity(pid)).toBe(identity);
    expect(isRunning({ pid, identity })).toBe(true);
    expect(isRunning({ pid, identity: 'of an earlier process' })).toBe(false);
    expect(commandLine(pid)).toContain('process.stdin.resume()');
    child.stdin.end();
    await once(child, 'exit');
    expect(processIdentity(pid)).toBeUndefined();
    expect(commandLine(pid)).toBe('');
  });
});
