import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleExport } from './testing/sample-export';
import { createExportVerifier } from './verify-export';

const script = join(__dirname, '..', '..', '..', 'tools', 'verify_audit.py');
const hasPython = spawnSync('python3', ['--version']).status === 0;
const sample = sampleExport({ records: 4, signEvery: 2 });

/** Written by other hands, and of the same mind. */
(hasPython ? describe : describe.skip)('tools/verify_audit.py (skipped where there is no python3)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maestro-verify-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const other = (lines: readonly string[]): [ok: boolean, seq: number | null] => {
    const file = join(folder, 'audit.jsonl');
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { status, stdout } = spawnSync('python3', [script, file], { encoding: 'utf8' });
    return [status === 0, status === 0 ? null : Number(/^record (\d+):/.exec(stdout)?.[1])];
  };
  const ours = (lines: readonly string[]): [ok: boolean, seq: number | null] => {
    const verifier = createExportVerifier();
    for (const line of lines) if (!verifier.take(line)) break;
    const { ok, bad } = verifier.end();
    return [ok, bad?.seq ?? null];
  };

  it('agrees about an export as it was written', () => {
    expect([other(sample.lines), ours(sample.lines)]).toEqual([
      [true, null],
      [true, null],
    ]);
  });

  it.each([
    ['a row changed', (lines: string[]) => lines.map((line) => line.replace('user:ada', 'user:eve'))],
    [
      'a record taken out',
      (lines: string[]) =>
        lines.filter((line) => !/"seq":3.*"kind":"record"|"kind":"record".*"seq":3/.test(line)),
    ],
    ['a line doubled', (lines: string[]) => lines.toSpliced(7, 0, lines[7] as string)],
    [
      'two lines exchanged',
      (lines: string[]) => lines.with(9, lines[12] as string).with(12, lines[9] as string),
    ],
    ['the end cut off', (lines: string[]) => lines.slice(0, -1)],
    ['white space', (lines: string[]) => lines.with(5, `${lines[5]} `)],
    [
      'a digest changed',
      (lines: string[]) => lines.map((line) => line.replace(/"hash":"[0-9a-f]{4}/, '"hash":"0000')),
    ],
    ['rows taken out', (lines: string[]) => lines.toSpliced(6, 1)],
  ] as const)(
    'agrees about %s',
    (_, mutate) => {
      const mutant = mutate([...sample.lines]);
      expect(other(mutant)).toEqual(ours(mutant));
      expect(ours(mutant)[0]).toBe(false);
    },
    30_000,
  );
});
