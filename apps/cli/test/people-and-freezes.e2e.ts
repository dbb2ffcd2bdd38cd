import { eventually, install, type Installation } from '@maestro/testing';
import { useCli } from './cli';

const use = useCli();
let maestro: Installation;

beforeAll(async () => (maestro = await install({ scheduler: 0, worker: 0 })), 60_000);
afterAll(() => maestro.stop());

/** The command against the API, with a key; what it printed, where it ended well. */
async function run(args: string[], key = maestro.apiKey) {
  return use.cli.run(args, { env: { MAESTRO_URL: maestro.services.apiUrl, MAESTRO_API_KEY: key } });
}
async function ok(args: string[], key?: string): Promise<string> {
  const { code, stdout, stderr } = await run(args, key);
  expect([code, stderr.replace(/.*(shown this once|has to agree: .*|new, .* anew)\n/, '')]).toEqual([0, '']);
  return stdout.trimEnd();
}
async function asJson<T>(args: string[], key?: string): Promise<T> {
  const { stdout } = await run([...args, '-o', 'json'], key);
  return JSON.parse(stdout) as T;
}

describe('keys', () => {
  it('are made, listed, rotated and ended', async () => {
    const made = await ok([
      'key',
      'create',
      'deploy',
      '--role',
      'operator',
      '--scope',
      'run:start',
      'run:read',
    ]);
    expect(await ok(['whoami'], made)).toMatch(/operator/);
    const { id } = (await asJson<{ id: string; name: string }[]>(['key', 'list'])).find(
      ({ name }) => name === 'deploy',
    ) ?? { id: '' };
    const rotated = await ok(['key', 'rotate', id]);
    expect(await ok(['whoami'], rotated)).toMatch(/operator/);
    await eventually(async () => (await run(['whoami'], made)).code === 4, {
      what: 'The end of the old secret',
    });
    expect(await ok(['key', 'revoke', id])).toBe(`deploy (${id}): revoked`);
    expect(await ok(['key', 'list'])).toMatch(/deploy +operator +revoked/);
  });

  it('give nobody more than they have, and the words of the server reach the caller', async () => {
    const viewer = await ok(['key', 'create', 'looks', '--role', 'viewer']);
    const refused = await run(['key', 'create', 'more', '--role', 'owner'], viewer);
    expect([refused.code, refused.stdout]).toEqual([4, '']);
    const unknown = await run(['key', 'create', 'odd', '--role', 'emperor']);
    expect([unknown.code, unknown.stderr]).toEqual([6, expect.stringContaining('/role')]);
  });
});

it('invites a person, gives them another role, and removes them', async () => {
  expect(await ok(['member', 'invite', 'ada@example.org', '--role', 'viewer'])).toMatch(/^inv_/);
  const [ada] = await asJson<{ id: string; email: string }[]>(['member', 'list']);
  const id = ada?.id ?? '';
  expect(await ok(['member', 'set-role', id, 'operator'])).toBe('ada@example.org: operator');
  expect(await ok(['member', 'list'])).toMatch(/ada@example\.org +operator +invited/);
  expect(await ok(['member', 'remove', id])).toBe(`${id}: removed`);
  expect(await asJson(['member', 'list'])).toEqual([]);
});

it('makes, imports, foresees and breaks freeze windows, with two people', async () => {
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19) + 'Z';
  const times = ['--start', hour(-1), '--end', hour(1)];
  const [, row] = (await ok(['freeze', 'create', 'Year end', ...times, '--template', 'flow'])).split('\n');
  const window = row?.split(' ')[0] ?? '';
  const flow = use.cli.file('flow.yaml', 'nodes:\n  - {id: a, kind: wait, for: 1h}\n');
  const frozen = await run(['run', flow]);
  expect([frozen.code, frozen.stderr]).toEqual([expect.any(Number), expect.stringContaining('Year end')]);
  expect(frozen.code).not.toBe(0);

  const calendar = { version: 1, windows: [{ name: 'Later', start: hour(2), end: hour(3) }] };
  const file = use.cli.file('freeze_windows.json', JSON.stringify(calendar));
  expect(await ok(['freeze', 'import', file, '--effect', 'defer'])).toMatch(/defer .*Later$/);
  expect(await ok(['freeze', 'preview'])).toMatch(/block +Year end[^]*defer +Later/);
  expect((await ok(['freeze', 'list'])).split('\n')).toHaveLength(3);

  const [asked] = (await ok(['freeze', 'break', window, '--reason', 'a mend', '--template', 'flow'])).split(
    ':',
  );
  expect((await run(['freeze', 'approve', window, asked ?? ''])).stderr).toMatch(/second|somebody else/i);
  expect(await ok(['freeze', 'approve', window, asked ?? ''], await maestro.anotherKey('second'))).toMatch(
    /approved/,
  );
  expect((await run(['run', flow])).code).toBe(0);
});

it('opens, tops up and watches accounts, says what was spent, and pulls the brake', async () => {
  const [made] = (await ok(['budget', 'create', '--cap', '5.00 USD', '--period', 'month']))
    .split('\n')
    .slice(1);
  expect(made).toMatch(/^bud_\w+ +tenant +month +5\.00 USD +0\.00 USD +0\.00 USD +5\.00 USD$/);
  const id = made?.split(' ')[0] ?? '';
  expect(await ok(['budget', 'top-up', id, '2.50 USD'])).toMatch(/7\.50 USD/);
  expect(await ok(['budget', 'list'])).toContain(id);
  expect(await ok(['budget', 'burn', id])).toMatch(/0\.00 USD of 7\.50 USD are spent$/);
  expect(await ok(['cost', '--by', 'model,day'])).toMatch(
    /^MODEL +DAY +ATTEMPTS +READ +WRITTEN +COST +ASSUMED$/,
  );
  expect((await run(['budget', 'create', '--cap', '-1 USD'])).code).toBe(6);
  expect((await run(['budget', 'create'])).code).toBe(64);
  expect(await ok(['budget', 'stop', '--reason', 'a test'])).toMatch(/kill switch stop_spending/);
  const flow = use.cli.file('brake.yaml', 'nodes:\n  - {id: a, kind: wait, for: 1h}\n');
  await eventually(async () => (await run(['run', flow])).stderr.includes('spending-stopped'), {
    what: 'The brake',
  });
  expect(await ok(['budget', 'go-on'])).toMatch(/kill switch off/);
});

it('says of a wrong second word what is wrong', async () => {
  for (const words of [
    ['freeze', 'melt'],
    ['key', 'burn'],
    ['audit', 'verify'],
    ['freeze', 'create', 'x'],
  ])
    expect((await run(words)).code).toBe(64);
});
