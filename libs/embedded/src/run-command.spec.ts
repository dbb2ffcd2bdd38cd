import { CommandError, plainEnvironment, runCommand, tellingLine } from './run-command';

describe('tellingLine', () => {
  it('prefers the cause to the farewell', () => {
    expect(tellingLine('LOG: starting\nFATAL: could not bind\nLOG: shut down\n\n')).toBe(
      'FATAL: could not bind',
    );
  });

  it('falls back to the last line', () => {
    expect(tellingLine('one\ntwo \n')).toBe('two');
    expect(tellingLine('')).toBe('');
  });
});

describe('runCommand', () => {
  const node = (script: string, options = {}) => runCommand(process.execPath, ['-e', script], options);

  it('passes input and returns output', async () => {
    expect(await node('process.stdin.pipe(process.stdout)', { input: 'hello' })).toBe('hello');
  });

  it('reports failures with the cause the program printed', async () => {
    await expect(node("console.error('fatal: no luck\\nbye'); process.exit(3)")).rejects.toThrow(
      /: fatal: no luck$/,
    );
  });

  it('survives a program that never reads its input', async () => {
    expect(await node('', { input: 'x'.repeat(1 << 20) })).toBe('');
  });

  it('kills a program that takes too long', async () => {
    await expect(node('setInterval(() => {}, 1e6)', { timeoutMs: 100 })).rejects.toThrow(CommandError);
  });

  it('hands down nothing of the caller’s environment', async () => {
    process.env.PGPORT = '1';
    expect(await node('process.stdout.write(String(process.env.PGPORT))')).toBe('undefined');
    delete process.env.PGPORT;
    expect(plainEnvironment({ A: 'b' })).toMatchObject({ LC_ALL: 'C', A: 'b' });
  });
});
