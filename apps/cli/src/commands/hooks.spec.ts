import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sendJson } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const run = (...args: string[]) => use.cli.run(args, { api: use.api });
const asked = () => use.api.received.at(-1)?.body;
const file = (value: object) => {
  const path = join(use.cli.folder, 'given.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
};
const page = { next: null, has_more: false };

describe('maestro webhook', () => {
  const told = {
    ...{ id: 'whk_1', url: 'https://a.test/x', events: ['maestro.run.failed'], enabled: true },
    ...{ failing_since: null, off_reason: null },
  };

  it('makes one, and puts its secret alone on standard output', async () => {
    answer('POST /api/webhooks', 201, { ...told, secret: 'whsec_abc' });
    const more = ['--event', 'maestro.run.failed', '--event', 'maestro.run.succeeded', '--template', 'tpl_1'];
    expect(await run('webhook', 'create', told.url, ...more)).toMatchObject({
      ...{ code: 0, stdout: 'whsec_abc\n', stderr: 'whk_1: the secret is shown this once\n' },
    });
    const events = ['maestro.run.failed', 'maestro.run.succeeded'];
    expect(asked()).toEqual({ url: told.url, events, templates: ['tpl_1'] });
  });

  it('needs to be told of which events', async () => {
    expect((await run('webhook', 'create', told.url)).code).toBe(64);
    expect(use.api.received).toEqual([]);
  });

  it('shows which are on, failing, or off and why', async () => {
    const failing = { ...told, id: 'whk_2', failing_since: '2026-01-01T00:00:00Z' };
    const off = { ...told, id: 'whk_3', enabled: false, off_reason: 'gone' };
    answer('GET /api/webhooks', 200, { data: [told, failing, off], page });
    const { stdout } = await run('webhook', 'list');
    for (const line of [/whk_1 +on +maestro\.run\.failed +https/, /whk_2 +failing /, /whk_3 +off \(gone\) /])
      expect(stdout).toMatch(line);
  });

  it('gives another secret for as long as it is told, and takes no words for seconds', async () => {
    answer('POST /api/webhooks/whk_1/rotate-secret', 200, { ...told, secret: 'whsec_new' });
    expect((await run('webhook', 'rotate-secret', 'whk_1', '--overlap', '60')).stdout).toBe('whsec_new\n');
    expect(asked()).toEqual({ overlap_s: 60 });
    expect((await run('webhook', 'rotate-secret', 'whk_1', '--overlap', 'soon')).code).toBe(64);
  });

  it('shows what was delivered, and how the last attempt ended', async () => {
    const delivery = { id: 'dlv_1', status: 'waiting', type: 'maestro.run.failed', created_at: 'now' };
    const attempts = [
      { status: 200, error: null },
      { status: null, error: 'timeout' },
    ];
    answer('GET /api/webhooks/whk_1/deliveries', 200, { data: [{ ...delivery, attempts }], page });
    expect((await run('webhook', 'deliveries', 'whk_1')).stdout).toMatch(/dlv_1 +waiting +2 +timeout /);
    answer('POST /api/webhook-deliveries/dlv_1/replay', 200, { ...delivery, attempts: [] });
    expect((await run('webhook', 'replay', 'dlv_1')).stdout).toMatch(/dlv_1 +waiting +0 +- /);
    answer('DELETE /api/webhooks/whk_1', 200, told);
    expect((await run('webhook', 'delete', 'whk_1')).stdout).toBe('whk_1: deleted\n');
  });
});

describe('maestro hook', () => {
  const hook = {
    id: 'hook_1',
    enabled: false,
    verifier: 'github',
    path: '/api/hooks/hook_1',
    name: 'pushes',
  };

  it('makes one of a file, and says how to switch it on', async () => {
    answer('POST /api/hooks', 201, { ...hook, secret: 's3cret' });
    expect(await run('hook', 'create', file({ name: 'pushes' }))).toMatchObject({
      ...{ code: 0, stdout: 's3cret\n' },
      stderr: '/api/hooks/hook_1 is off: maestro hook enable hook_1\nhook_1: the secret is shown this once\n',
    });
    expect(asked()).toEqual({ name: 'pushes' });
  });

  it('switches, changes, shows and deletes one', async () => {
    answer('PATCH /api/hooks/hook_1', 200, { ...hook, enabled: true });
    expect((await run('hook', 'enable', 'hook_1')).stdout).toMatch(/hook_1 +on +github /);
    expect(asked()).toEqual({ enabled: true });
    await run('hook', 'edit', 'hook_1', file({ name: 'others' }));
    expect(asked()).toEqual({ name: 'others' });
    answer('GET /api/hooks/hook_1', 200, hook);
    expect(JSON.parse((await run('hook', 'get', 'hook_1')).stdout)).toEqual(hook);
    answer('GET /api/hooks', 200, { data: [hook], page });
    expect((await run('hook', 'list')).stdout).toMatch(/hook_1 +off +github +\/api\/hooks\/hook_1 +pushes/);
    answer('DELETE /api/hooks/hook_1', 200, hook);
    expect((await run('hook', 'delete', 'hook_1')).stdout).toBe('pushes (hook_1): deleted\n');
  });

  it('takes the secret of a sender who has one, and then shows none', async () => {
    answer('POST /api/hooks/hook_1/rotate-secret', 200, { ...hook, secret: null });
    const rotate = ['rotate', 'hook_1', '--overlap', '0', '--secret-file', file({ secret: 'theirs' })];
    expect((await run('hook', ...rotate)).stdout).toBe('hook_1\n');
    expect(asked()).toEqual({ overlap_s: 0, secret: 'theirs' });
  });
});
