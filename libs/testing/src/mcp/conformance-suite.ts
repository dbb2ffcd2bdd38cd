import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What the suite says of one scenario. */
export interface ScenarioLine {
  scenario: string;
  passed: number;
  failed: number;
}

/** The revision of the protocol that is spoken. */
const REVISION = '2025-11-25';

/** Runs the server scenarios of the public conformance suite of the protocol, and reads each line of its summary. */
export function runConformanceSuite(url: string): Promise<{ lines: ScenarioLine[]; report: string }> {
  const folder = dirname(require.resolve('@modelcontextprotocol/conformance/package.json'));
  const results = mkdtempSync(join(tmpdir(), 'maestro-conformance-'));
  const words = [
    ...['--import', join(__dirname, 'node-20.mjs'), join(folder, 'dist', 'index.js'), 'server'],
    ...['--url', url, '--suite', 'all', '--spec-version', REVISION, '-o', results],
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { timeout: 80_000, maxBuffer: 16 * 1024 * 1024 }, (_, out, err) => {
      rmSync(results, { recursive: true, force: true });
      const found = out.matchAll(/^[✓✗] (\S+): (\d+) passed, (\d+) failed$/gmu);
      const lines = [...found].map(([, scenario = '', passed, failed]) => ({
        ...{ scenario, passed: Number(passed), failed: Number(failed) },
      }));
      resolve({ lines, report: out + err });
    });
  });
}
