import { sendJson } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const run = (...args: string[]) => use.cli.run(args, { api: use.api });
const made = { id: 'a1', name: 'deploy', role: 'operator', key: 'mst_test_a1_secret' };

describe('maestro key', () => {
  it('makes a key and prints it alone', async () => {
    answer('POST /api/api-keys', 201, made);
    const { code, stdout } = await run(
      'key',
      'create',
      'deploy',
      '--role',
      'operator',
      '--scope',
      'run:start',
      'run:read',
    );
    expect([code, stdout]).toEqual([0, 'mst_test_a1_secret\n']);
    const asked = use.api.received.at(-1)?.body;
    expect(asked).toEqual({ name: 'deploy', role: 'operator', scopes: ['run:start', 'run:read'] });
  });

  it('rotates with a grace, revokes, and lists', async () => {
    answer('POST /api/api-keys/a1/rotate', 200, { ...made, previous_until: null });
    expect((await run('key', 'rotate', 'a1', '--grace', '60')).stdout).toBe('mst_test_a1_secret\n');
    expect(use.api.received.at(-1)?.body).toEqual({ grace_s: 60 });
    expect((await run('key', 'rotate', 'a1', '--grace', 'soon')).code).toBe(64);
    answer('DELETE /api/api-keys/a1', 200, { ...made, revoked_at: 'x' });
    expect((await run('key', 'revoke', 'a1')).stdout).toBe('deploy (a1): revoked\n');
    const rows = [{ ...made, revoked_at: null, expires_at: null, last_used_at: null }];
    answer('GET /api/api-keys', 200, { data: rows, page: { next: null, has_more: false } });
    expect((await run('key', 'list')).stdout).toMatch(/deploy +operator +works +never/);
  });

  it('says what is missing', async () => {
    expect((await run('key', 'create', 'x')).code).toBe(64);
    expect((await run('member', 'invite', '--role', 'viewer')).code).toBe(64);
  });
});
