import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openEverything } from './everything-server';

/** Runs the server scenarios of the public conformance suite of the protocol; its report, and how it ended. */
function runSuite(url: string): Promise<{ code: number; report: string }> {
  const folder = dirname(require.resolve('@modelcontextprotocol/conformance/package.json'));
  const results = mkdtempSync(join(tmpdir(), 'maestro-conformance-'));
  const words = [join(folder, 'dist', 'index.js'), 'server', '--url', url, '--suite', 'all', '-o', results];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { timeout: 55_000 }, (error, stdout, stderr) => {
      rmSync(results, { recursive: true, force: true });
      resolve({ code: error ? 1 : 0, report: stdout + stderr });
    });
  });
}

it('passes every server scenario of the conformance suite', async () => {
  const server = await openEverything();
  try {
    const { code, report } = await runSuite(server.url);
    expect({ code, report: code === 0 ? '' : report.slice(-3_000) }).toEqual({ code: 0, report: '' });
    expect(report).toMatch(/dns-rebinding-protection/);
  } finally {
    await server.close();
  }
}, 60_000);
