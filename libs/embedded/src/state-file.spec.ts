import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StateFile } from './state-file';

describe('the state file', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'state-'))));
  afterEach(() => rmSync(dir, { recursive: true }));

  it('starts empty and remembers each server apart', () => {
    const file = StateFile.open(dir);
    expect(file.state).toEqual({});
    file.update({ postgres: { password: 'p', externalHome: 'elsewhere' } });
    file.slot('redis').write({ password: 'r', port: 7 });
    file.slot('postgres').write({ ...file.state.postgres, password: 'q' });
    expect(StateFile.open(dir).state).toEqual({
      postgres: { password: 'q', externalHome: 'elsewhere' },
      redis: { password: 'r', port: 7 },
    });
  });

  it('is readable by its owner only and leaves no draft behind', () => {
    StateFile.open(dir).update({ redis: { password: 'r' } });
    expect(readdirSync(dir)).toEqual(['state.json']);
    expect(statSync(join(dir, 'state.json')).mode & 0o777).toBe(0o600);
  });

  it('refuses a damaged file in one line', () => {
    writeFileSync(join(dir, 'state.json'), '{"postgres":');
    expect(() => StateFile.open(dir)).toThrow(expect.objectContaining({ code: 'state-unusable' }));
  });
});
