import { sendJson } from '../../test/api-double';
import { useCli } from '../../test/cli';

const use = useCli();
const answer = (route: string, status: number, body: unknown) =>
  use.api.instead.set(route, (_, response) => sendJson(response, status, body));
const run = (...args: string[]) => use.cli.run(['orchestra', ...args], { api: use.api });
const asked = () => use.api.received.at(-1)?.body;
const shown = {
  ...{ id: 'orc_1', name: 'Cold leads', status: 'paused', tag: 'CRM', cron: '0 2 * * *', timezone: 'UTC' },
  ...{ next_fire_at: null, score_name: 'flow' },
};

describe('maestro orchestra', () => {
  it('makes one, and says that it is off', async () => {
    answer('POST /api/orchestras', 201, shown);
    const given = ['--name', 'Cold leads', '--cron', '0 2 * * *', '--schedule', '{"misfire":"skip"}'];
    const { code, stdout, stderr } = await run('create', 'tpl_1', ...given, '-i', 'n=5', '--label', 'team=a');
    expect([code, stderr]).toEqual([0, 'it is off: maestro orchestra enable orc_1\n']);
    expect(stdout).toMatch(/orc_1 +paused +CRM +0 2 \* \* \* +UTC .*flow +Cold leads/);
    expect(asked()).toEqual({
      ...{ score_id: 'tpl_1', name: 'Cold leads', cron: '0 2 * * *', schedule: { misfire: 'skip' } },
      ...{ inputs: { n: 5 }, labels: { team: 'a' } },
    });
  });

  it('edits, switches, lists, plays and deletes', async () => {
    answer('PATCH /api/orchestras/orc_1', 200, shown);
    await run('edit', 'orc_1', '--cron', '', '--tag', 'Auto');
    expect(asked()).toEqual({ cron: '', tag: 'Auto' });
    await run('enable', 'orc_1');
    expect(asked()).toEqual({ enabled: true });
    await run('disable', 'orc_1');
    expect(asked()).toEqual({ enabled: false });
    answer('GET /api/orchestras', 200, { data: [shown], page: { next: null, has_more: false } });
    expect((await run('list', '--tag', 'CRM')).stdout).toContain('Cold leads');
    answer('POST /api/runs/by-orchestra/orc_1', 201, { id: 'run_1' });
    expect((await run('run', 'orc_1', '-i', 'n=2')).stdout).toBe('run_1\n');
    expect(asked()).toEqual({ inputs: { n: 2 } });
    answer('DELETE /api/orchestras/orc_1', 200, shown);
    expect((await run('delete', 'orc_1')).stdout).toBe('Cold leads (orc_1): deleted; its runs stay\n');
  });

  it.each([
    ['edit', 'orc_1'],
    ['create', 'tpl_1'],
    ['edit', 'orc_1', '--schedule', 'often'],
    ['edit', 'orc_1', '--label', 'team'],
  ])('says what is wrong with %s %s %s %s', async (...args) => {
    expect((await run(...args)).code).toBe(64);
  });
});
