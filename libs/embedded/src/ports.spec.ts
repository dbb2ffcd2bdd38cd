import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { freePort, preferPort, saysPortTaken } from './ports';

async function occupy(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('ports', () => {
  it('gives a port that can be listened on', async () => {
    const port = await freePort();
    const server = await occupy(port);
    expect((server.address() as AddressInfo).port).toBe(port);
    server.close();
  });

  it('gives no port that an outgoing connection may be given', async () => {
    for (let i = 0; i < 20; i += 1) expect(await freePort()).toBeLessThan(32_768);
  });

  it('keeps the wished port while it is free and leaves it when it is taken', async () => {
    const wished = await freePort();
    expect(await preferPort(wished)).toBe(wished);
    const server = await occupy(wished);
    expect(await preferPort(wished)).not.toBe(wished);
    server.close();
  });

  it.each([
    'FATAL:  could not create any TCP/IP sockets\nLOG:  could not bind IPv4 address "127.0.0.1": Address already in use',
    '# Warning: Could not create server TCP listening socket 127.0.0.1:7777: bind: Address already in use',
  ])('recognises the words of a server that lost its port', (log) => {
    expect(saysPortTaken(log)).toBe(true);
  });

  it('does not blame the port for other failures', () => {
    expect(saysPortTaken('FATAL:  data directory has invalid permissions')).toBe(false);
  });
});
