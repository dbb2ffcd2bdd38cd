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
    answer('GET /api/orchestras/orc_1', 200, shown);
    expect((await run('get', 'orc_1')).stdout).toMatch(/cron +0 2 \* \* \*\n[^]*next_fire_at +null\n/);
    const bound = { ...shown, secret_bindings: { TOKEN: 'SALES' } };
    answer('PUT /api/orchestras/orc_1/secret-bindings', 200, bound);
    expect((await run('bind', 'orc_1', 'TOKEN=SALES')).stdout).toBe('TOKEN is SALES\n');
    expect(asked()).toEqual({ bindings: { TOKEN: 'SALES' } });
    answer('DELETE /api/orchestras/orc_1', 200, shown);
    expect((await run('delete', 'orc_1')).stdout).toBe('Cold leads (orc_1): deleted; its runs stay\n');
  });

  it('shows when it fires and why not, and plays what was missed', async () => {
    const time = {
      at: '2026-03-29T01:00:00Z',
      begins_at: '2026-03-29T01:00:00Z',
      local: '2026-03-29T02:30:00',
    };
    const missed = {
      ...{ at: '2026-03-28T01:30:00Z', status: 'skipped', run_id: null, why: 'Nobody looked.' },
      ...{ deadline_at: '2026-03-28T03:30:00Z', deadline: 'missed' },
    };
    answer('GET /api/orchestras/orc_1/schedule', 200, {
      ...{ enabled: false, timezone: 'Europe/Berlin', past: [missed] },
      next: [{ ...time, fires: true, why: 'The clock leaves this time out.' }],
    });
    const next = await run('next', 'orc_1');
    expect(next.stderr).toBe('it is off: this is what it would do\n');
    expect(next.stdout).toMatch(
      /2026-03-29T01:00:00Z +2026-03-29T02:30:00 +fires +The clock leaves this time out\./,
    );
    expect((await run('next', 'orc_1', '--past')).stdout).toMatch(
      /2026-03-28T01:30:00Z +skipped +missed +Nobody looked\./,
    );
    const slots = [{ at: '2026-03-28T01:30:00Z', plays: true, run_id: null }];
    answer('POST /api/orchestras/orc_1/backfill', 200, { id: null, dry_run: true, count: 1, slots });
    const range = ['--from', '2026-03-28T00:00:00Z', '--to', '2026-03-29T00:00:00Z'];
    const dry = await run('backfill', 'orc_1', ...range, '--concurrency', '2', '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([0, '1 of 1 slots would be played\n']);
    expect(asked()).toEqual({ from: range[1], to: range[3], concurrency: 2, dry_run: true });
    expect((await run('backfill', 'orc_1', ...range, '--concurrency', 'x')).code).toBe(64);
  });

  it.each([
    ['edit', 'orc_1'],
    ['create', 'tpl_1'],
    ['edit', 'orc_1', '--schedule', 'often'],
    ['edit', 'orc_1', '--label', 'team'],
    ['bind', 'orc_1', 'TOKEN'],
  ])('says what is wrong with %s %s %s %s', async (...args) => {
    expect((await run(...args)).code).toBe(64);
  });
});
