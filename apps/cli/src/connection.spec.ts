import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KEY } from '../test/api-double';
import { useCli } from '../test/cli';
import { connect, findServer } from './connection';

const use = useCli();

describe('keys', () => {
  const local = (url: string): string => JSON.stringify({ api_url: url, api_key: KEY });

  it.each([['--token', 'mst_secret'], ['--api-key=mst_secret']])(
    'E131 refuses %s and does not repeat it',
    async (...flag) => {
      const result = await use.cli.run(['status', ...flag], { api: use.api });
      expect(result.code).toBe(64);
      expect(result.stderr).toContain('MAESTRO_API_KEY');
      expect(result.stdout + result.stderr).not.toContain('mst_secret');
      const other = await use.cli.run(['status', '--secret=mst_secret'], { api: use.api });
      expect(other.stderr).not.toContain('mst_secret');
    },
  );

  it('E131 takes the key from the private file of the local stack, found from a folder below', async () => {
    const path = use.cli.file('.maestro/local.json', local(use.api.url), 0o600);
    const cwd = use.cli.folderOf('a/b');
    expect(await use.cli.run(['whoami'], { cwd })).toMatchObject({ code: 0 });
    chmodSync(path, 0o640);
    const refused = await use.cli.run(['whoami'], { cwd });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(
      /^error: .*local\.json is not used: others may read it; run: chmod 600 .*\n$/,
    );
    expect(refused.stderr).not.toContain(KEY);
  });

  it('E131 keeps the local key from every other server', async () => {
    use.cli.file('.maestro/local.json', local('http://127.0.0.1:9'), 0o600);
    const result = await use.cli.run(['whoami', '--server', use.api.url]);
    expect(result.code).toBe(4);
    expect(use.api.received).toEqual([]);
  });

  it('ends with exit code 4 for a key the server does not know', async () => {
    const env = { MAESTRO_URL: use.api.url, MAESTRO_API_KEY: 'mst_local_wrong_key' };
    expect(await use.cli.run(['whoami'], { env })).toMatchObject({ code: 4 });
  });
});

describe('findServer', () => {
  const LOCAL = 'http://127.0.0.1:3000';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'maestro-server-'));
    mkdirSync(join(folder, '.maestro'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (content: unknown): void =>
    writeFileSync(join(folder, '.maestro', 'local.json'), JSON.stringify(content), { mode: 0o600 });
  const fault = (flag?: string, env = {}): unknown => {
    try {
      return findServer(flag, env, folder);
    } catch (error) {
      return error;
    }
  };

  it('prefers the flag, then the environment, then the local stack', () => {
    expect(findServer(undefined, {}, folder)).toBeNull();
    write({ api_url: LOCAL, api_key: 'k' });
    const env = { MAESTRO_URL: 'https://b.example/prefix', MAESTRO_API_KEY: ' e\n' };
    expect(findServer(undefined, {}, folder)).toEqual({ url: `${LOCAL}/`, key: 'k' });
    expect(findServer(undefined, env, folder)).toEqual({ url: 'https://b.example/prefix', key: 'e' });
    expect(findServer('https://a.example', env, folder)).toEqual({ url: 'https://a.example/', key: 'e' });
    expect(findServer(undefined, { MAESTRO_API_KEY: 'e' }, folder)).toEqual({ url: `${LOCAL}/`, key: 'e' });
    expect(findServer(undefined, { MAESTRO_URL: '' }, folder)).toEqual({ url: `${LOCAL}/`, key: 'k' });
  });

  it('gives the local key to the local address alone', () => {
    write({ api_url: LOCAL, api_key: 'k' });
    expect(findServer(`${LOCAL}/`, {}, folder)).toMatchObject({ key: 'k' });
    expect(findServer('http://127.0.0.1:3001', {}, folder)).toMatchObject({ key: undefined });
    expect(findServer('http://127.0.0.1.evil.example:3000', {}, folder)).toMatchObject({ key: undefined });
  });

  it.each([
    [{ api_url: 'https://evil.example', api_key: 'k' }, 'not on this machine'],
    [{ api_url: 'http://127.0.0.1.evil.example', api_key: 'k' }, 'not on this machine'],
    [{ api_url: LOCAL }, 'lacks'],
    [null, 'lacks'],
  ])('does not use a local file that holds %j', (content, cause) => {
    write(content);
    expect(fault()).toMatchObject({ exitCode: 4, message: expect.stringContaining(cause) });
  });

  it.each(['nonsense', 'ftp://a.example', 'https://user:pass@a.example', '//a.example'])(
    'refuses %s as an address without repeating it',
    (address) => {
      const error = fault(address, { MAESTRO_API_KEY: 'e' });
      expect(error).toMatchObject({ exitCode: 64, message: expect.not.stringContaining(address) });
    },
  );

  it('refuses a key no header can carry without repeating it', () => {
    const env = { MAESTRO_URL: LOCAL, MAESTRO_API_KEY: 'mst_\u2026' };
    expect(() => connect(undefined, env, folder)).toThrow(
      expect.objectContaining({ exitCode: 4, message: expect.not.stringContaining('mst_') }),
    );
  });
});
