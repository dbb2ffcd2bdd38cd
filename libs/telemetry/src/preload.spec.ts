import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

/**
 * Boots real processes with the preload. The bundles lie inside the package so that its dependencies resolve.
 */
const cache = join(__dirname, '../node_modules/.cache');
mkdirSync(cache, { recursive: true });
const out = mkdtempSync(join(cache, 'preload-'));
const preload = join(out, 'preload.js');

beforeAll(() => {
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    conditions: ['maestro-source'],
    external: ['@opentelemetry/*', 'pino'],
    logLevel: 'warning',
  };
  buildSync({ ...common, entryPoints: [join(__dirname, 'preload.ts')], outfile: preload });
  buildSync({ ...common, entryPoints: [join(__dirname, 'index.ts')], outfile: join(out, 'telemetry.js') });
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `script` (the body of an async function) in a process of its own; what it returns is printed as JSON. */
async function runWithPreload(script: string, env: Record<string, string> = {}): Promise<Finished> {
  const file = join(out, 'service.js');
  const telemetry = JSON.stringify(join(out, 'telemetry.js'));
  writeFileSync(
    file,
    `const t = require(${telemetry}); (async () => { ${script} })().then((r) => console.log(JSON.stringify(r)));`,
  );
  const child = spawn(process.execPath, ['-r', preload, file], {
    env: { PATH: process.env.PATH ?? '', MAESTRO_METRICS_PORT: '0', ...env },
  });
  const finished: Finished = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (finished.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (finished.stderr += chunk.toString()));
  [finished.code] = (await once(child, 'close')) as [number | null];
  return finished;
}

const SCRAPE = `
  const { host, port } = await t.metricsAddress();
  const text = await (await fetch('http://' + host + ':' + port + '/metrics')).text();`;

describe('node -r @maestro/telemetry/preload', () => {
  it('serves metrics of the service and of the runtime', async () => {
    const { stdout, stderr, code } = await runWithPreload(`
      t.record('runsFinished', 3, { result: 'failed' });
      ${SCRAPE}
      return text;`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const text = JSON.parse(stdout) as string;
    expect(text).toContain('maestro_runs_total{result="failed"} 3');
    expect(text).toMatch(/maestro_process_resident_bytes \d{7,}/);
    expect(text).toContain('v8js_memory_heap_used{');
    expect(text).toContain('service_name="maestro-telemetry"');
  });

  it('loads no trace SDK and no instrumentation where nothing collects traces', async () => {
    const loaded = `return Object.keys(require.cache).filter((path) => /sdk-node|auto-instrumentations|otlp/.test(path)).length;`;
    expect((await runWithPreload(loaded)).stdout).toBe('0\n');
    expect((await runWithPreload(loaded, { MAESTRO_TRACING: 'otlp' })).stdout).not.toBe('0\n');
  });

  it('takes another port where the wanted one is taken, and says so', async () => {
    const { server, port } = await listening(() => undefined);
    const { stdout, code } = await runWithPreload(`return await t.metricsAddress();`, {
      MAESTRO_METRICS_PORT: String(port),
    });
    server.close();
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(code).toBe(0);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'warn', wanted: port, msg: 'metrics took another port' }),
    );
  });

  it('leaves a broken configuration to the service, and starts nothing then', async () => {
    const finished = await runWithPreload(`return await t.metricsAddress();`, { MAESTRO_METRICS_PORT: 'x' });
    expect(finished).toEqual({ code: 0, stdout: 'null\n', stderr: '' });
  });

  it('starts nothing where the SDK is switched off', async () => {
    const finished = await runWithPreload(`return await t.metricsAddress();`, { OTEL_SDK_DISABLED: 'true' });
    expect(finished).toEqual({ code: 0, stdout: 'null\n', stderr: '' });
  });

  it('sends spans that continue a stored traceparent to the collector', async () => {
    const bodies: string[] = [];
    const { server, port } = await listening((body) => bodies.push(body));
    const { stdout, code } = await runWithPreload(
      `const stored = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
       const inside = await t.withRemoteContext(stored, () =>
         t.withSpan('taskPerform', { run: 'run_1', attempt: 2 }, async () => t.currentTraceparent()));
       await t.shutdownTelemetry();
       return inside;`,
      { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    );
    server.close();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    );
    const sent = bodies.join('\n');
    expect(sent).toContain('"name":"task.perform"');
    expect(sent).toContain('"parentSpanId":"b7ad6b7169203331"');
    expect(sent).toContain('maestro.run.id');
    expect(sent).not.toContain('process.command_args');
  });
});

async function listening(onBody: (body: string) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      onBody(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}
