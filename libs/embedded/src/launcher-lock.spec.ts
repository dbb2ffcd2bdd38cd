import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLauncherLock } from './launcher-lock';

describe('the launcher lock', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lock-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('refuses a second launcher while the first holds it, and names the first', () => {
    const lock = acquireLauncherLock(dir);
    expect(() => acquireLauncherLock(dir)).toThrow(
      expect.objectContaining({ code: 'locked', message: expect.stringContaining(`process ${process.pid}`) }),
    );
    lock.release();
    acquireLauncherLock(dir).release();
  });

  it.each([
    ['a dead launcher', JSON.stringify({ pid: 2 ** 22 + 1, identity: 'gone' })],
    [
      'a launcher whose pid was given to somebody else',
      JSON.stringify({ pid: process.pid, identity: 'gone' }),
    ],
    ['a launcher that left half a file', '{"pid":'],
  ])('takes over from %s', (_whom, content) => {
    writeFileSync(join(dir, 'launcher.lock'), content);
    acquireLauncherLock(dir).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('does not release a lock that has become another launcher’s', () => {
    const lock = acquireLauncherLock(dir);
    writeFileSync(join(dir, 'launcher.lock'), 'theirs');
    lock.release();
    expect(readdirSync(dir)).toEqual(['launcher.lock']);
  });
});
