import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createContext } from '../../test/context';
import type { ShellInput } from './command';
import { detectIsolation, type Isolation } from './isolation';
import { createShellHandler, type ShellOptions } from './shell.handler';

/** What this machine offers, and the plain child that every machine does. */
const isolations = [...new Set<Isolation>([detectIsolation(), 'none'])];

const allFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('maestro-shell-'));
/** What a worker that was killed once left behind is not ours. */
const others = new Set(allFolders());
const privateFolders = () => allFolders().filter((name) => !others.has(name));

/** So many seconds to sleep that nobody else does: the number is how a process is found again. */
const seconds = (n: number) => String(1_000_000_000 + process.pid * 10 + n);

/** Command lines of this machine that hold a word: how a test finds what it left behind. */
function processesWith(word: string): string[] {
  const pids = (existsSync('/proc') ? readdirSync('/proc') : []).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  });
  return lines.filter((line) => line.includes(word));
}

afterEach(() => expect(privateFolders()).toEqual([]));

describe.each(isolations)('a command with isolation %s', (isolation) => {
  const run = (input: ShellInput, options: ShellOptions = {}, signal?: AbortSignal) =>
    createShellHandler({ isolation, ...options }).execute(input, createContext(signal ? { signal } : {}));

  it('answers what it printed', async () => {
    expect(await run({ command: ['sh', '-c', 'echo out; echo err >&2'] })).toEqual({
      exit_code: 0,
      stdout: 'out\n',
      stderr: 'err\n',
      truncated: false,
    });
  });

  it('E100 sees its arguments as they are', async () => {
    const hostile = [
      '; rm -rf /',
      '$(id)',
      '`id`',
      '&& id',
      '| id',
      '> x',
      '$HOME',
      '*',
      '',
      "'",
      '"',
      '\\',
      'a\nb',
      'é',
    ];
    const { stdout } = await run({ command: ['printf', '<%s>', ...hostile] });
    expect(stdout).toBe(hostile.map((each) => `<${each}>`).join(''));
  });

  it('E101 takes no data for an option', async () => {
    expect(
      (await run({ command: ['cat'], args: ['-n'], stdin: 'x' }).catch((error: Error) => error)) as Error,
    ).toMatchObject({
      code: 'command-failed',
      message: expect.stringContaining('-n'),
    });
    const words = ['sh', '-c', 'printf "<%s>" "$@"', 'sh'];
    expect(await run({ command: words, args: ['--help'] })).toMatchObject({ stdout: '<--><--help>' });
    expect(await run({ script: 'printf %s "$1"', args: ['$(id)'] })).toMatchObject({ stdout: '$(id)' });
  });

  it('reads its input, or does not', async () => {
    expect(await run({ command: ['cat'], stdin: 'ünïcode' })).toMatchObject({ stdout: 'ünïcode' });
    expect(await run({ command: ['true'], stdin: 'x'.repeat(1_000_000) })).toMatchObject({ exit_code: 0 });
  });

  it('fails with its exit code and its last words', async () => {
    await expect(run({ script: 'echo why >&2; exit 3' })).rejects.toMatchObject({
      code: 'command-failed',
      message: 'The command ended with exit code 3. It said:\nwhy',
    });
    await expect(run({ command: ['no-such-program'] })).rejects.toMatchObject({
      code: 'command-failed',
      message: expect.stringContaining('127'),
    });
    await expect(run({ script: 'kill -9 $$' })).rejects.toMatchObject({
      message: expect.stringContaining('137'),
    });
  });

  it('stops a script at the first command that fails', async () => {
    await expect(run({ script: 'false\necho on' })).rejects.toMatchObject({ code: 'command-failed' });
  });

  it('E102 has the declared environment and no other', async () => {
    const { stdout } = await run({ command: ['env'], env: { GREETING: 'hello' } });
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names.filter((name) => !['PWD', 'OLDPWD', '_', ''].includes(String(name))).sort()).toEqual([
      'GREETING',
      'HOME',
      'IDEMPOTENCY_KEY',
      'PATH',
      'TMPDIR',
    ]);
  });

  it.each(['A B', '1A', 'A=B', '', 'LD_PRELOAD', 'DYLD_INSERT_LIBRARIES'])(
    'refuses to set %j',
    async (name) => {
      await expect(run({ command: ['true'], env: { [name]: 'x' } })).rejects.toMatchObject({
        code: 'validation-failed',
        errors: [{ pointer: `/env/${name}` }],
      });
    },
  );

  it('starts in a private folder of its own', async () => {
    const { stdout } = await run({ script: 'pwd; echo "$HOME"; touch file; ls "$TMPDIR"' });
    const [folder] = stdout.split('\n');
    expect(folder).toContain('maestro-shell-');
    expect(stdout).toBe(`${folder}\n${folder}\nfile\n`);
  });

  it('E106 starts below it, where asked', async () => {
    expect((await run({ command: ['pwd'], cwd: 'a/./b/../c' })).stdout).toMatch(
      /maestro-shell-[^/]+\/a\/c\n$/,
    );
    expect((await run({ command: ['pwd'], cwd: '-p' })).stdout).toMatch(/\/-p\n$/);
  });

  it.each(['..', '../..', 'a/../..', '/', '/etc', './../x'])('E106 does not start in %s', async (cwd) => {
    await expect(run({ command: ['pwd'], cwd })).rejects.toMatchObject({ code: 'path-denied' });
  });

  it('E104 is cut after a MiB of either output, and read to the end', async () => {
    const output = await run({ script: "head -c 30000000 /dev/zero | tr '\\0' x; printf e >&2" });
    expect(output).toMatchObject({ truncated: true, stderr: 'e' });
    expect(output.stdout).toBe(`${'x'.repeat(1024 * 1024)}\n… cut after 1048576 bytes`);
  });

  it('E104 may print what is no text', async () => {
    expect((await run({ script: "printf 'a\\0b\\377c'" })).stdout).toBe('a\ufffdb\ufffdc');
    expect((await run({ script: "printf '\\303\\251\\303\\251'" }, { maxOutputBytes: 3 })).stdout).toBe(
      'é\n… cut after 3 bytes',
    );
  });

  describe('E103', () => {
    it('ends at its timeout when asked to', async () => {
      await expect(
        run({ command: ['sleep', seconds(1)], timeout: '100ms' }, { graceMs: 60_000 }),
      ).rejects.toMatchObject({
        code: 'timeout',
      });
    });

    it('ends soon after its timeout when it does not listen', async () => {
      const started = performance.now();
      await expect(
        run({ script: "trap '' TERM; while :; do sleep 0.1; done", timeout: '200ms' }, { graceMs: 300 }),
      ).rejects.toMatchObject({
        code: 'timeout',
      });
      expect(performance.now() - started).toBeLessThan(2500);
    });

    it('ends when the task is stopped', async () => {
      const controller = new AbortController();
      const running = run({ command: ['sleep', seconds(2)] }, {}, controller.signal);
      controller.abort();
      await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      expect(processesWith(seconds(2))).toEqual([]);
    });

    it('leaves nothing in the background', async () => {
      expect(await run({ script: `sleep ${seconds(3)} & echo started` })).toMatchObject({
        stdout: 'started\n',
      });
      expect(processesWith(seconds(3))).toEqual([]);
    });

    it('leaves no daemon', async () => {
      const daemon = `setsid sh -c "echo up > ready; exec sleep ${seconds(4)}" & while ! [ -s ready ]; do sleep 0.01; done; echo started`;
      expect(await run({ script: daemon })).toMatchObject({ stdout: 'started\n' });
      expect(processesWith(seconds(4))).toEqual([]);
    });

    it('may not write a large file', async () => {
      const limits = { fileBytes: 1_000_000 };
      await expect(run({ script: 'head -c 2000000 /dev/zero > large' }, { limits })).rejects.toMatchObject({
        code: 'limit-exceeded',
      });
    });

    it('may not compute for ever', async () => {
      await expect(
        run({ script: 'while :; do :; done' }, { limits: { cpuSeconds: 1 } }),
      ).rejects.toMatchObject({ code: 'limit-exceeded' });
    });

    it('may not take all memory', async () => {
      const limits = { memoryBytes: 64 * 1024 * 1024 };
      await expect(run({ command: ['tail', '-n', '1', '/dev/zero'] }, { limits })).rejects.toMatchObject({
        code: 'command-failed',
      });
    });
  });
});

const isolated = detectIsolation() === 'none' ? describe.skip : describe;

isolated('an isolated command', () => {
  const run = (input: ShellInput, options: ShellOptions = {}) =>
    createShellHandler(options).execute(input, createContext());

  it('E102 cannot read the environment of the worker', async () => {
    const script = `for pid in 1 $PPID ${process.pid}; do tr '\\0' '\\n' < /proc/$pid/environ || true; done`;
    const { stdout } = await run({ script });
    const ours = ['PATH', 'HOME', 'TMPDIR', 'IDEMPOTENCY_KEY', 'PWD', 'OLDPWD', '_', ''];
    expect(
      stdout
        .split('\n')
        .map((line) => line.split('=')[0])
        .filter((name) => !ours.includes(String(name))),
    ).toEqual([]);
  });

  it('E103 may not fork without end', async () => {
    const bomb = `bomb() { bomb & bomb & wait; }; bomb ${seconds(5)}`;
    const [outcome] = await Promise.allSettled([
      run({ script: bomb, timeout: '2s' }, { limits: { processes: 64 } }),
    ]);
    expect(outcome?.status === 'fulfilled' ? outcome.value.stderr : String(outcome?.reason)).toMatch(
      /fork|took longer/,
    );
    expect(processesWith(seconds(5))).toEqual([]);
  });
});

const unshared = detectIsolation() === 'namespaces' ? describe : describe.skip;

unshared('a command in namespaces', () => {
  it('E098 has no network, unless it is given one', async () => {
    const interfaces = async (options: ShellOptions) => {
      const { stdout } = await createShellHandler(options).execute(
        { command: ['cat', '/proc/net/dev'] },
        createContext(),
      );
      return stdout.split('\n').flatMap((line) => /^\s*(\w+):/.exec(line)?.[1] ?? []);
    };
    expect(await interfaces({})).toEqual(['lo']);
    expect(await interfaces({ network: 'host' })).toContain('lo');
  });
});
