import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './process-identity';
import { adoptServer, launchServer, type Launch, type Server, type ServerKind } from './server';
import { StateFile } from './state-file';

/** A server that greets with its password, and complains about a taken port as the real ones do. */
const PROGRAM = `
  const [port, password] = process.argv.slice(1);
  const server = require('node:net').createServer((socket) => socket.end(password));
  server.on('error', (error) => { console.log('FATAL: Address already in use'); process.exit(1); });
  server.listen(Number(port), '127.0.0.1');
`;

const kind: ServerKind = {
  name: 'Greeter',
  url: (port, password) => `tcp://${password}@127.0.0.1:${port}`,
  async ping(url) {
    const { port, username } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    if (greeting.toString() !== username) throw new Error('another server');
  },
  stopSteps: [{ signal: 'SIGTERM', waitMs: 5_000 }],
};

describe('a server', () => {
  let dir: string;
  let server: Server;
  let ports: number[];

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'server-'));
    server = { kind, slot: StateFile.open(dir).slot('redis') };
    server.slot.write({ password: 'sesame' });
    ports = [];
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** `actual` is where the program really listens, to play that the chosen port was lost. */
  function launch(actual: (port: number) => number = (port) => port, program = PROGRAM): Launch {
    return {
      logFile: join(dir, 'log'),
      spawn(port, log) {
        ports.push(port);
        return spawn(process.execPath, ['-e', program, String(actual(port)), 'sesame'], {
          stdio: ['ignore', log, log],
        });
      },
    };
  }

  it('is started, remembered, started again on its port, and stopped once and for all', async () => {
    const first = await launchServer(server, launch());
    const record = server.slot.read()?.process;
    expect(record && isRunning(record)).toBe(true);
    await Promise.all([first.stop(), first.stop()]);
    expect(record && isRunning(record)).toBe(false);
    expect(server.slot.read()).toEqual({ password: 'sesame', port: ports[0] });
    const second = await launchServer(server, launch());
    await second.stop();
    expect(ports[1]).toBe(ports[0]);
    expect(second.url).toBe(first.url);
  });

  it('is started on another port when a stranger took the first in the last moment', async () => {
    const stranger = createServer((socket) => socket.end('who?')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const taken = (stranger.address() as AddressInfo).port;
    const started = await launchServer(
      server,
      launch((port) => (ports.length === 1 ? taken : port)),
    );
    expect(ports).toHaveLength(2);
    expect(started.url).toContain(`:${ports[1]}`);
    await started.stop();
    stranger.close();
  });

  it('fails with the words of a program that ends', async () => {
    const broken = launch(undefined, "console.log('LOG: hm\\nPANIC: no disk\\nLOG: bye')");
    await expect(launchServer(server, broken)).rejects.toMatchObject({
      code: 'start-failed',
      message: `Greeter did not start: PANIC: no disk (log: ${join(dir, 'log')})`,
    });
    expect(server.slot.read()).not.toHaveProperty('process');
  });

  it('fails clearly when the program cannot be run at all', async () => {
    const absent: Launch = { logFile: join(dir, 'log'), spawn: () => spawn(join(dir, 'absent')) };
    await expect(launchServer(server, absent)).rejects.toThrow(/Greeter cannot be run: .*ENOENT/);
  });

  it('is adopted while it runs, and not afterwards', async () => {
    const started = await launchServer(server, launch());
    const adopted = await adoptServer(server);
    expect(adopted).toMatchObject({ origin: 'adopted', url: started.url });
    await adopted?.stop();
    expect(await adoptServer(server)).toBeUndefined();
  });
});
