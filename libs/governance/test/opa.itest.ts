import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEgress, type Egress } from '@maestro/egress';
import type { PolicyQuestion } from '@maestro/tenancy';
import { eventually } from '@maestro/testing';
import { createOpaClient } from '../src/policy/opa';

const question = (handler: string): PolicyQuestion => ({
  ...{ tenantId: 't', action: 'task:start', context: {} },
  principal: { kind: 'user', id: 'user:1', actor: 'user:ann', role: 'owner' },
  resource: { type: 'Task', id: 'task_1', attributes: { handler } },
});

const opaMissing = (() => {
  try {
    execFileSync('opa', ['version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no `opa` on PATH';
  }
})();
if (opaMissing) process.stdout.write(`a real Open Policy Agent: skipped, ${opaMissing}\n`);

(opaMissing ? describe.skip : describe)('a real Open Policy Agent', () => {
  let child: ChildProcess;
  let folder: string;
  let url: string;
  let egress: Egress;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'maestro-opa-'));
    writeFileSync(
      join(folder, 'starts.rego'),
      `package maestro.starts
       import rego.v1
       default allow := false
       allow if input.resource.attributes.handler == "http"`,
    );
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    egress = createEgress({ allow: [`127.0.0.1:${port}`] });
    child = spawn('opa', ['run', '--server', '--addr', `127.0.0.1:${port}`, folder], { stdio: 'ignore' });
    await eventually(async () => (await fetch(`${url}/health`)).status === 200);
  });
  afterAll(async () => {
    child.kill();
    await egress.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('decides what its package defines, and denies what none does', async () => {
    const opa = createOpaClient({ egress, url });
    const starts = { name: 'starts', package: 'maestro.starts', actions: ['task:start'] as const };
    expect((await opa.ask(starts, question('http'))).effect).toBe('allow');
    expect((await opa.ask(starts, question('mail'))).effect).toBe('deny');
    expect((await opa.ask({ ...starts, package: 'maestro.nowhere' }, question('http'))).effect).toBe('deny');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}
